"""Planning and moving annual reviews."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.calendar_arithmetic import same_day
from chassis.callers import Caller
from chassis.clock import now, today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand, demand_if_sent
from chassis.rows import stamps, touch
from chassis.transactions import Begin
from chassis.vocabulary import OrgKind
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import sides
from dialogue.dialogues.queries import dialogue as find_dialogue
from dialogue.meetings.queries import is_in_dossier as has_meeting
from dialogue.meetings.rules import demand_meeting
from dialogue.reviews import queries
from dialogue.reviews.agenda.actions import collect_entries, store_annex
from dialogue.reviews.agenda.entries.views import TitledEntry, snapshot_of
from dialogue.reviews.agenda.rules import without_outcome
from dialogue.reviews.outcomes.actions import apply_outcomes
from dialogue.reviews.rules import (
    MOST_POSTPONEMENTS,
    MOVES,
    HeldInTheFuture,
    OutcomesMissing,
    PostponedTooOften,
    ReviewStatus,
    due_on,
    effective_status,
    grace_until,
    punctuality,
    signed_off,
)
from dialogue.reviews.schemas import ReviewIn, ReviewTransition
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import AnnualReview, Dialogue

S = ReviewStatus
SIDES = (OrgKind.BUYER, OrgKind.SUPPLIER)
STORES_AGENDA = frozenset({S.AGENDA_SHARED, S.HELD})
FOLLOWED = frozenset({S.HELD, S.AGREED})
"""States that fulfil a duty of the contracts; the suppliers service follows their events."""


async def schedule_review(begin: Begin, caller: Caller, suppliers: SuppliersApi, body: ReviewIn) -> AnnualReview:
    """Raises DialogueNotFound, DialogueClosed, ReviewExists."""
    async with begin() as session:
        read = await find_dialogue(session, caller, body.dialogue_id)
    contracts = await suppliers.contracts_of(read.contract_ids, supplier_id=read.supplier_id)
    began = min((contract.start for contract in contracts), default=read.created_at.date())
    async with begin() as session:
        return await _schedule(session, caller, body, began)


async def _schedule(session: AsyncSession, caller: Caller, body: ReviewIn, began: date) -> AnnualReview:
    """`began`: the first day of the earliest contract."""
    dialogue = await open_for_record(session, caller, body.dialogue_id)
    due = due_on(body.year, began=began, last_held=await queries.last_held(session, dialogue.dossier_id))
    row = AnnualReview(
        dossier_id=dialogue.dossier_id,
        year=body.year,
        planned_date=body.planned_date,
        due_on=due,
        grace_ends=grace_until(due, planned_on=body.planned_date or today()),
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, dialogue, before=None)
    return row


async def move_review(  # noqa: PLR0913
    begin: Begin,
    caller: Caller,
    suppliers: SuppliersApi,
    review_id: UUID,
    *,
    body: ReviewTransition,
    read: int | None,
) -> AnnualReview:
    """Raises ReviewNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete, and what a transition raises."""
    async with begin() as session:
        known = await queries.review(session, caller, review_id)
        demand_if_sent(known.version, read)
        version = known.version
    agenda = await collect_entries(begin, caller, suppliers, known) if body.to in STORES_AGENDA else None
    async with begin() as session:
        row = await queries.review(session, caller, review_id, lock=True)
        demand(row.version, version)
        await _move(session, caller, row, body, agenda=agenda)
    return row


async def _move(
    session: AsyncSession,
    caller: Caller,
    row: AnnualReview,
    body: ReviewTransition,
    *,
    agenda: Sequence[TitledEntry] | None,
) -> None:
    dialogue = await find_dialogue(session, caller, row.dossier_id)
    before = effective_status(row.status, row.grace_ends, today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    changes = await EFFECTS[after](session, caller, row, body) if after in EFFECTS else {}
    if agenda is not None:
        await store_annex(session, row, dialogue.buyer_id, agenda)
        column = "agenda_shared" if after is S.AGENDA_SHARED else "agenda_held"
        changes |= {column: snapshot_of(agenda)}
    touch(row, caller, **({"status": after} | changes))
    await _journal(session, caller, row, dialogue, before=before)


async def _journal(
    session: AsyncSession, caller: Caller, row: AnnualReview, dialogue: Dialogue, *, before: ReviewStatus | None
) -> None:
    await record(
        session,
        caller,
        Entry(
            f"review.{row.status.value if before is None or row.status is not before else 'signed'}",
            ("annual_review", row.id),
            moved=(before, row.status),
            audience=await sides(session, dialogue.dossier_id),
            followed=row.status in FOLLOWED and row.status is not before,
            payload={
                "contract_ids": dialogue.contract_ids,
                "on": row.held_on or today(),
                "dialogue_id": dialogue.id,
                "year": row.year,
            },
        ),
    )


async def _hold(session: AsyncSession, _: Caller, row: AnnualReview, body: ReviewTransition) -> dict[str, Any]:
    """Raises HeldInTheFuture, UnknownReference."""
    held = body.held_on or today()
    if held > today():
        raise HeldInTheFuture(f"{held} is in the future; give today or an earlier day.", pointer="/held_on")
    demand_meeting(body.meeting_id, is_known=await has_meeting(session, row.dossier_id, body.meeting_id))
    return {
        "held_on": held,
        "meeting_id": body.meeting_id,
        "late_days": punctuality(row.due_on, held).late_days,
        "next_review_due": same_day(held, held.year + 1),
    }


async def _postpone(_: AsyncSession, __: Caller, row: AnnualReview, ___: ReviewTransition) -> dict[str, Any]:
    """Raises PostponedTooOften."""
    if row.postponements >= MOST_POSTPONEMENTS:
        raise PostponedTooOften
    return {"postponements": row.postponements + 1}


async def _plan_again(_: AsyncSession, __: Caller, row: AnnualReview, body: ReviewTransition) -> dict[str, Any]:
    planned = body.planned_date or today()
    return {
        "planned_date": planned,
        "grace_ends": grace_until(row.due_on, planned_on=planned),
    }


async def _draft_outcomes(_: AsyncSession, __: Caller, row: AnnualReview, body: ReviewTransition) -> dict[str, Any]:
    """Outcomes that are drafted again need both signatures again."""
    signatures = dict.fromkeys(f"{side}_signed_{part}" for side in SIDES for part in ("by", "at"))
    return {**signatures, "overall_conclusion": body.overall_conclusion or row.overall_conclusion}


async def _sign(session: AsyncSession, caller: Caller, row: AnnualReview, _: ReviewTransition) -> dict[str, Any]:
    """The agreement of one side; with both, the review is agreed. Raises OutcomesMissing."""
    await _demand_outcomes(session, row)
    signed = signed_off(row.buyer_signed_at, row.supplier_signed_at)
    both = {*signed, caller.org_kind} == set(SIDES)
    return {
        f"{caller.org_kind.value}_signed_by": caller.person,
        f"{caller.org_kind.value}_signed_at": now(),
        "status": S.AGREED if both else S.OUTCOMES_SHARED,
    }


async def _demand_outcomes(session: AsyncSession, row: AnnualReview) -> None:
    """Raises OutcomesMissing."""
    settled = [(outcome.kind.value, str(outcome.subject_id)) for outcome in await queries.outcomes(session, row.id)]
    agenda = [(item["kind"], item["subject_id"]) for item in row.agenda_held or []]
    missing = without_outcome(agenda, settled)
    if missing:
        raise OutcomesMissing(
            f"Actions on the agenda without an outcome: {len(missing)}. Write their outcomes first.",
            missing=missing,
        )


async def _share_outcomes(
    session: AsyncSession, caller: Caller, row: AnnualReview, body: ReviewTransition
) -> dict[str, Any]:
    """What was decided takes effect at the moment at which both sides read it. Raises OutcomesMissing."""
    await _demand_outcomes(session, row)
    await apply_outcomes(session, caller, row)
    return {"overall_conclusion": body.overall_conclusion or row.overall_conclusion}


Effect = Callable[[AsyncSession, Caller, AnnualReview, ReviewTransition], Awaitable[dict[str, Any]]]

EFFECTS: dict[ReviewStatus, Effect] = {
    S.HELD: _hold,
    S.POSTPONED: _postpone,
    S.SCHEDULED: _plan_again,
    S.OUTCOMES_DRAFT: _draft_outcomes,
    S.OUTCOMES_SHARED: _share_outcomes,
    S.AGREED: _sign,
}
"""The columns that a transition sets beside the status."""
