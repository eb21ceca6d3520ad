"""Creating a contract's obligations, and submitting and assessing them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from suppliers.clauses import queries as clause_queries
from suppliers.clauses.rules import Duty, Recurrence, due_dates
from suppliers.links import queries as link_queries
from suppliers.obligations import queries
from suppliers.obligations.answers.rules import answered, is_about
from suppliers.obligations.rules import (
    BASES,
    JUDGED,
    MOVES,
    EvidenceKind,
    ObligationStatus,
    check_alternative,
    first_tracked,
)
from suppliers.obligations.schemas import Evidence, ObligationTransition
from suppliers.obligations.states.rules import Vacancy, state_on
from suppliers.tables import ContactPoint, Contract, ContractClause, Obligation

S = ObligationStatus
UNTOUCHED = frozenset({S.SCHEDULED, S.NOT_TRACKED})
CONTACT_WAITS = frozenset({S.SCHEDULED, S.SUBMITTED, S.PARTIALLY_FULFILLED, S.REJECTED, S.FULFILLED})


class Planned(NamedTuple):
    """One instance of a duty: its number, counted from 0, its due date and its first state."""

    instance: int
    due_at: date
    status: ObligationStatus


async def schedule_obligations(session: AsyncSession, caller: Caller, contract: Contract) -> None:
    """Create the obligations of the contract's clauses; those without any work follow its dates."""
    existing = {
        (row.clause_id, row.type, row.instance): row for row in await queries.obligations(session, contract.id)
    }
    for clause in await clause_queries.clauses(session, contract.id):
        for duty in clause_queries.template(clause.template, clause.template_version).duties:
            for planned in _schedule(duty, contract, clause.agreed_on):
                row = existing.pop((clause.id, duty.type, planned.instance), None)
                if row is None:
                    session.add(_obligation(caller, clause, duty, planned))
                elif row.status in UNTOUCHED:
                    touch(row, caller, due_at=planned.due_at, status=planned.status)
    for row in existing.values():
        if row.status is S.SCHEDULED:
            touch(row, caller, status=S.NOT_TRACKED)
    await session.flush()


def _schedule(duty: Duty, contract: Contract, agreed_on: date | None) -> list[Planned]:
    """Each instance of a duty."""
    dates = due_dates(duty, agreed_on or contract.starts_on, contract.last_day)
    first = first_tracked(
        dates,
        yearly=duty.recurrence is Recurrence.YEARLY,
        grace_days=duty.grace_days,
        registered_on=contract.registered_on,
    )
    if contract.registered_on > contract.ends_on:
        first = len(dates)
    return [Planned(index, day, S.NOT_TRACKED if index < first else S.SCHEDULED) for index, day in enumerate(dates)]


def _obligation(caller: Caller, clause: ContractClause, duty: Duty, planned: Planned) -> Obligation:
    return Obligation(
        owner_id=clause.owner_id,
        contract_id=clause.contract_id,
        clause_id=clause.id,
        type=duty.type,
        instance=planned.instance,
        recurrence=duty.recurrence,
        due_at=planned.due_at,
        grace_days=duty.grace_days,
        notice_days=duty.notice_days,
        weight=duty.weight,
        dd_alternative=duty.dd_alternative,
        status=planned.status,
        **stamps(caller),
    )


async def move_obligation(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    contract: Contract,
    obligation_id: UUID,
    *,
    body: ObligationTransition,
    vacancy: Vacancy | None,
    read: int | None,
) -> Obligation:
    """Raises ObligationNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete, NoDueDiligenceAlternative."""
    row = await queries.obligation(session, contract.id, obligation_id, lock=True)
    demand_if_sent(row.version, read)
    before = state_on(today(), row, vacancy).status
    values = body.model_dump(mode="json")
    values["evidence"] = row.evidence + values["evidence"]
    after = step(MOVES, before, body.to, actors=caller.roles, given=values)
    check_alternative(row.type, after, allowed=row.dd_alternative)
    touch(row, caller, **_changes(caller, after, values))
    await _journal(session, caller, [(row, before)], buyer_id=contract.owner_id, supplier_id=contract.supplier_id)
    return row


def _changes(caller: Caller, after: ObligationStatus, values: dict[str, Any]) -> dict[str, Any]:
    """What a transition writes beside the state: the assessor, the basis, what is missing and until when."""
    changes = {"status": after, "evidence": values["evidence"], "reason": values["reason"]}
    if after is S.SUBMITTED:
        return changes | {"submitted_on": today()}
    if after in JUDGED:
        changes |= {
            "assessor": caller.person,
            "assessment": values["assessment"],
            "fulfilment_basis": BASES[after],
            "gaps": values["gaps"],
        }
    if after is S.FULFILLED_BY_DUE_DILIGENCE:
        changes["formal_request"] = values["formal_request"]
    if after is S.PARTIALLY_FULFILLED:
        changes["due_at"] = date.fromisoformat(values["due_at"])
    return changes


async def submit_obligation(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    contract: Contract,
    duty_type: str,
    *,
    on: date,
    evidence: Evidence,
    year: int | None = None,
) -> None:
    """Submit the obligation of this type that an act on this day answers, with the act as evidence.

    One that was assessed already, or that the contract does not have, is left as it is; so are all where the act
    is of another year, and `year` is the one that it is about, if it says so. The obligation to name a contact is
    not answered here but by `fulfil_contact_obligations`, so a vacancy does not matter.
    """
    rows = await queries.obligations(session, contract.id, duty_type=duty_type)
    document = evidence.model_dump(mode="json")
    moved = []
    for clause_id in {row.clause_id for row in rows}:
        row = _answered([row for row in rows if row.clause_id == clause_id], on, evidence)
        if row is None or not is_about(row.due_at, year):
            continue
        before = state_on(today(), row, None).status
        if document not in row.evidence and (before is S.SUBMITTED or (before, S.SUBMITTED) in MOVES):
            evidences = [*row.evidence, document]
            touch(row, caller, status=S.SUBMITTED, evidence=evidences, submitted_on=row.submitted_on or on)
            moved.append((row, before))
    await _journal(session, caller, moved, buyer_id=contract.owner_id, supplier_id=contract.supplier_id)


def _answered(instances: Sequence[Obligation], on: date, evidence: Evidence) -> Obligation | None:
    """The instance that an act answers; what it answered once it answers also when more is told of it."""
    for row in instances:
        if evidence.reference and any(each["reference"] == evidence.reference for each in row.evidence):
            return row
    is_yearly = any(Recurrence(row.recurrence) is Recurrence.YEARLY for row in instances)
    return answered(instances, on, is_yearly=is_yearly)


async def fulfil_contact_obligations(session: AsyncSession, caller: Caller, contact: ContactPoint) -> None:
    """Fulfil the obligations to name a contact, in all contracts of the two, with the contact that was accepted."""
    sides = {"buyer_id": contact.owner_id, "supplier_id": contact.supplier_id}
    evidence = Evidence(kind=EvidenceKind.CONTACT_POINT, title="Contact point", reference=str(contact.id))
    document = evidence.model_dump(mode="json")
    moved = []
    for row in await queries.contact_obligations(session, **sides):
        if row.status in CONTACT_WAITS and document not in row.evidence:
            moved.append((row, row.status))
            touch(
                row,
                caller,
                status=S.FULFILLED,
                evidence=[*row.evidence, document],
                submitted_on=row.submitted_on or contact.active_from,
                assessor=None if caller.person == NOBODY else caller.person,
                fulfilment_basis=BASES[S.FULFILLED],
            )
    await _journal(session, caller, moved, **sides)


async def _journal(
    session: AsyncSession,
    caller: Caller,
    moved: Sequence[tuple[Obligation, ObligationStatus]],
    *,
    buyer_id: UUID,
    supplier_id: UUID,
) -> None:
    """Journal each obligation with the state it had before."""
    readers = await link_queries.supplier_orgs(session, supplier_id=supplier_id, buyer_id=buyer_id) if moved else []
    for row, before in moved:
        await record(
            session,
            caller,
            Entry(
                f"obligation.{row.status}",
                ("obligation", row.id),
                moved=(before, row.status),
                audience=[buyer_id, *readers],
                payload={"contract_id": row.contract_id, "type": row.type, "instance": row.instance},
            ),
        )
