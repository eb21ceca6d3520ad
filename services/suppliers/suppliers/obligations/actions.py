"""Submitting and assessing obligations."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.rows import touch
from suppliers.clauses.rules import Recurrence
from suppliers.links import queries as link_queries
from suppliers.obligations import queries
from suppliers.obligations.answers.rules import answered, is_about
from suppliers.obligations.escalations.actions import Escalated, end_escalation
from suppliers.obligations.escalations.rules import SETTLED
from suppliers.obligations.instances.actions import lay_out_after_breach, next_after_change
from suppliers.obligations.rules import (
    BASES,
    JUDGED,
    MOVES,
    EvidenceKind,
    ObligationStatus,
    check_alternative,
    moves_of,
)
from suppliers.obligations.schemas import Evidence, ObligationTransition
from suppliers.obligations.states.rules import Vacancy, state_on
from suppliers.tables import ContactPoint, Contract, Obligation

S = ObligationStatus
CONTACT_WAITS = frozenset({S.SCHEDULED, S.SUBMITTED, S.PARTIALLY_FULFILLED, S.REJECTED, S.FULFILLED})


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
    after = step(moves_of(row.recurrence), before, body.to, actors=caller.roles, given=values)
    check_alternative(row.type, after, allowed=row.dd_alternative)
    touch(row, caller, **_changes(caller, after, values))
    await _journal(session, caller, [(row, before)], buyer_id=contract.owner_id, supplier_id=contract.contractor)
    if after is S.BREACHED:
        await lay_out_after_breach(session, caller, row)
    if after in SETTLED:
        await end_escalation(session, caller, Escalated(row, contract))
    return row


def _changes(caller: Caller, after: ObligationStatus, values: dict[str, Any]) -> dict[str, Any]:
    """What a transition writes beside the state: the assessor, the basis, what is missing and until when."""
    changes = {"status": after, "evidence": values["evidence"], "reason": values["reason"]}
    if after is S.SUBMITTED:
        return changes | {"submitted_on": today()}
    if after in JUDGED:
        changes |= {
            "assessor": caller.person,
            "assessed_on": today(),
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
    for duty in sorted({(row.clause_id, row.recurrence) for row in rows}):
        instances = [row for row in rows if (row.clause_id, row.recurrence) == duty]
        row = _answered(instances, on, evidence) or await next_after_change(session, caller, instances, on)
        if row is None or not is_about(row.due_at, year):
            continue
        before = state_on(today(), row, None).status
        if document not in row.evidence and (before is S.SUBMITTED or (before, S.SUBMITTED) in MOVES):
            evidences = [*row.evidence, document]
            touch(row, caller, status=S.SUBMITTED, evidence=evidences, submitted_on=row.submitted_on or on)
            moved.append((row, before))
    await _journal(session, caller, moved, buyer_id=contract.owner_id, supplier_id=contract.contractor)


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
