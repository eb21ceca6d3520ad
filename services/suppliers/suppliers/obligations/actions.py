"""Laying out a clause's duties, handing in and judging, and what follows from elsewhere."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.rows import stamps, touch
from suppliers.clauses import queries as templates
from suppliers.clauses.rules import Duty, Recurrence, due_dates
from suppliers.contacts.queries import Post
from suppliers.contracts import queries as contracts
from suppliers.contracts.rules import RUNNING
from suppliers.links.queries import speakers
from suppliers.obligations import queries
from suppliers.obligations.rules import (
    BASES,
    CONTACT,
    JUDGED,
    MOVES,
    ObligationStatus,
    answering,
    check_alternative,
    first_tracked,
)
from suppliers.obligations.schemas import Evidence, EvidenceKind, ObligationTransition
from suppliers.tables import ContactPoint, Contract, ContractClause, Obligation

S = ObligationStatus
UNTOUCHED = frozenset({S.SCHEDULED, S.NOT_TRACKED})
CONTACT_WAITS = frozenset({S.SCHEDULED, S.SUBMITTED, S.PARTIALLY_FULFILLED, S.REJECTED, S.FULFILLED})


async def lay_out(session: AsyncSession, caller: Caller, contract: Contract, clauses: list[ContractClause]) -> None:
    """Give each duty its instances, or move those nobody has touched to where the contract's dates now put them."""
    existing = {
        (row.clause_id, row.type, row.instance): row for row in await queries.obligations(session, contract.id)
    }
    for clause in clauses:
        for duty in templates.template(clause.template, clause.template_version).duties:
            planned = _plan(duty, contract, clause)
            for instance, (due_at, status) in enumerate(planned):
                row = existing.pop((clause.id, duty.type, instance), None)
                if row is None:
                    session.add(_instance(caller, clause, duty, instance, due_at=due_at, status=status))
                elif row.status in UNTOUCHED:
                    touch(row, caller, due_at=due_at, status=status)
    for row in existing.values():
        if row.status is S.SCHEDULED:
            touch(row, caller, status=S.NOT_TRACKED)
    await session.flush()


def _plan(duty: Duty, contract: Contract, clause: ContractClause) -> list[tuple[date, ObligationStatus]]:
    registered_on = contract.created_at.date()
    last_day = contract.ends_on
    if contract.terminated_on is not None:
        last_day = min(last_day, contract.terminated_on - timedelta(days=1))
    dates = due_dates(duty, clause.agreed_on or contract.starts_on, last_day)
    yearly = duty.recurrence is Recurrence.YEARLY
    first = first_tracked(dates, yearly=yearly, grace_days=duty.grace_days, registered_on=registered_on)
    if registered_on > contract.ends_on:
        first = len(dates)
    return [(day, S.NOT_TRACKED if index < first else S.SCHEDULED) for index, day in enumerate(dates)]


def _instance(
    caller: Caller, clause: ContractClause, duty: Duty, instance: int, *, due_at: date, status: ObligationStatus
) -> Obligation:
    return Obligation(
        owner_id=clause.owner_id,
        contract_id=clause.contract_id,
        clause_id=clause.id,
        type=duty.type,
        instance=instance,
        recurrence=duty.recurrence,
        due_at=due_at,
        grace_days=duty.grace_days,
        notice_days=duty.notice_days,
        weight=duty.weight,
        dd_alternative=duty.dd_alternative,
        status=status,
        **stamps(caller),
    )


async def move_obligation(
    session: AsyncSession, caller: Caller, contract: Contract, obligation_id: UUID, body: ObligationTransition
) -> Obligation:
    """Raises ObligationNotFound, IllegalTransition, Forbidden, MoveIncomplete, NoDueDiligenceAlternative."""
    row = await queries.obligation(session, contract.id, obligation_id, lock=True)
    before = queries.standing(row, contract, await contracts.post_of(session, contract)).status
    said = body.model_dump(mode="json") | {"evidence": row.evidence + body.model_dump(mode="json")["evidence"]}
    after = step(MOVES, before, body.to, actors=caller.roles, given=said)
    check_alternative(row.type, after, allowed=row.dd_alternative)
    touch(row, caller, **_changes(caller, after, said))
    await _announce(session, caller, row, contract, before)
    return row


def _changes(caller: Caller, after: ObligationStatus, said: dict[str, Any]) -> dict[str, Any]:
    """What a move writes beside the state: who judged, what it rests on, what is still missing and until when."""
    changes = {"status": after, "evidence": said["evidence"], "reason": said["reason"]}
    if after is S.SUBMITTED:
        return changes | {"submitted_on": today()}
    if after in JUDGED:
        changes |= {
            "assessor": caller.person,
            "assessment": said["assessment"],
            "fulfilment_basis": BASES[after],
            "gaps": said["gaps"],
        }
    if after is S.FULFILLED_BY_DUE_DILIGENCE:
        changes["formal_request"] = said["formal_request"]
    if after is S.PARTIALLY_FULFILLED:
        changes["due_at"] = date.fromisoformat(said["due_at"])
    return changes


async def hand_in(
    session: AsyncSession,
    caller: Caller,
    contract: Contract,
    kind: str,
    *,
    on: date,
    evidence: Evidence,
) -> None:
    """An act on a day answers a contract's duty: the instance it belongs to becomes `submitted`, with the act as
    evidence. A duty that was judged already, or that the contract has not, is left alone."""
    rows = [
        row for row in await queries.obligations(session, contract.id, kind=kind) if row.status is not S.NOT_TRACKED
    ]
    post = await contracts.post_of(session, contract)
    for clause in {row.clause_id for row in rows}:
        own = [row for row in rows if row.clause_id == clause]
        row = own[answering([(each.due_at, each.grace_days) for each in own], on)]
        await _hand_in(session, caller, contract, row, post, on=on, evidence=evidence.model_dump(mode="json"))


async def _hand_in(
    session: AsyncSession,
    caller: Caller,
    contract: Contract,
    row: Obligation,
    post: Post,
    *,
    on: date,
    evidence: dict[str, Any],
) -> None:
    before = queries.standing(row, contract, post).status
    if evidence in row.evidence or (before is not S.SUBMITTED and (before, S.SUBMITTED) not in MOVES):
        return
    touch(row, caller, status=S.SUBMITTED, evidence=[*row.evidence, evidence], submitted_on=row.submitted_on or on)
    await _announce(session, caller, row, contract, before)


async def meet_contact_duty(session: AsyncSession, caller: Caller, contact: ContactPoint) -> None:
    """The buyer has checked who answers for the supplier: in all its contracts the duty to name somebody is met."""
    shown = Evidence(kind=EvidenceKind.CONTACT_POINT, title="Contact point", reference=str(contact.id))
    evidence = shown.model_dump(mode="json")
    for contract in await contracts.between(session, buyer_id=contact.owner_id, supplier_id=contact.supplier_id):
        for row in await queries.obligations(session, contract.id, kind=CONTACT):
            if row.status in CONTACT_WAITS and evidence not in row.evidence:
                before = row.status
                touch(
                    row,
                    caller,
                    status=S.FULFILLED,
                    evidence=[*row.evidence, evidence],
                    submitted_on=row.submitted_on or contact.active_from,
                    assessor=caller.person,
                    fulfilment_basis=BASES[S.FULFILLED],
                )
                await _announce(session, caller, row, contract, before)


async def open_vacancies(session: AsyncSession, caller: Caller, contact: ContactPoint) -> None:
    """Nobody answers any more: say so for each running contract that asks for somebody, and until when."""
    for contract in await contracts.between(session, buyer_id=contact.owner_id, supplier_id=contact.supplier_id):
        duties = await queries.obligations(session, contract.id, kind=CONTACT)
        if duties and contracts.status_of(contract) in RUNNING:
            post = await contracts.post_of(session, contract)
            await record(
                session,
                caller,
                Entry(
                    "contact_vacancy.opened",
                    ("contract", contract.id),
                    audience=await _parties(session, contract),
                    payload={"replace_by": contracts.replace_by(contract, post)},
                ),
            )


async def _announce(
    session: AsyncSession, caller: Caller, row: Obligation, contract: Contract, before: ObligationStatus
) -> None:
    await record(
        session,
        caller,
        Entry(
            f"obligation.{row.status}",
            ("obligation", row.id),
            moved=(before, row.status),
            audience=await _parties(session, contract),
            payload={"contract_id": contract.id, "type": row.type, "instance": row.instance},
        ),
    )


async def _parties(session: AsyncSession, contract: Contract) -> list[UUID]:
    return [
        contract.owner_id,
        *await speakers(session, supplier_id=contract.supplier_id, buyer_id=contract.owner_id),
    ]
