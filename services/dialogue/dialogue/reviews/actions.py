"""Planning a review, moving it along, and reading its agenda."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.queries import dialogue as find_dialogue
from dialogue.dialogues.rules import UnknownReference
from dialogue.reviews import neighbours, queries, snapshots
from dialogue.reviews.agenda import Look, gather
from dialogue.reviews.rules import (
    AGENDA_KNOWN_TO_SUPPLIER,
    HELD,
    MOST_POSTPONEMENTS,
    MOVES,
    OUTCOMES_KNOWN_TO_SUPPLIER,
    AgendaNotShared,
    HeldInTheFuture,
    OutcomesMissing,
    PostponedTooOften,
    ReviewStatus,
    due_on,
    effective_status,
    grace_until,
    punctuality,
    same_day,
    without_outcome,
)
from dialogue.reviews.schemas import BuyersAgenda, ReviewIn, ReviewMove, SharedAgenda, signed_off
from dialogue.reviews.sources import SOURCES
from dialogue.suppliers_client import SuppliersWindow
from dialogue.tables import AnnualReview, Dialogue

S = ReviewStatus
FOLLOWED = frozenset({S.HELD, S.AGREED})
"""Moves that fulfil a duty of the contracts: suppliers follows them."""


async def schedule_review(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, body: ReviewIn
) -> AnnualReview:
    """Raises DialogueNotFound, DialogueClosed, ReviewExists."""
    seen = await find_dialogue(session, caller, body.dialogue_id)
    begun = await neighbours.contracts(suppliers, seen.contract_ids, seen.supplier_id)
    began = min((contract.start for contract in begun), default=seen.created_at.date())
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
    await _journal(session, caller, row, dialogue, None)
    return row


async def move_review(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, review_id: UUID, body: ReviewMove
) -> AnnualReview:
    """Raises ReviewNotFound, IllegalTransition, Forbidden, MoveIncomplete, and what each move may refuse."""
    seen = await queries.review(session, caller, review_id)
    version = seen.version
    dialogue = await find_dialogue(session, caller, seen.dossier_id)
    agenda = await _gathered(session, caller, suppliers, seen) if body.to in (S.AGENDA_SHARED, S.HELD) else None
    row = await queries.review(session, caller, review_id, lock=True)
    demand(row.version, version)
    before = effective_status(row.status, row.grace_ends, today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    changes = await EFFECTS[after](session, caller, row, body) if after in EFFECTS else {}
    if agenda is not None:
        await snapshots.keep_annex(session, row, dialogue.buyer_id, agenda.internal_annex)
        kept = "agenda_shared" if after is S.AGENDA_SHARED else "agenda_held"
        changes |= {kept: snapshots.freeze(agenda.items)}
    touch(row, caller, **({"status": after} | changes))
    await _journal(session, caller, row, dialogue, before)
    return row


async def _journal(
    session: AsyncSession, caller: Caller, row: AnnualReview, dialogue: Dialogue, before: ReviewStatus | None
) -> None:
    await record(
        session,
        caller,
        Entry(
            f"review.{row.status.value if before is None or row.status is not before else 'signed'}",
            ("annual_review", row.id),
            moved=(before, row.status),
            audience=await parties(session, dialogue.dossier_id),
            followed=row.status in FOLLOWED and row.status is not before,
            payload={
                "contract_ids": dialogue.contract_ids,
                "on": row.held_on or today(),
                "dialogue_id": dialogue.id,
            },
        ),
    )


async def _hold(session: AsyncSession, _: Caller, row: AnnualReview, body: ReviewMove) -> dict[str, Any]:
    """Raises HeldInTheFuture, UnknownReference."""
    held = body.held_on or today()
    if held > today():
        raise HeldInTheFuture(pointer="/held_on")
    if body.meeting_id and not await queries.is_in_dossier(session, row.dossier_id, body.meeting_id):
        raise UnknownReference(pointer="/meeting_id")
    return {
        "held_on": held,
        "meeting_id": body.meeting_id,
        "late_days": punctuality(row.due_on, held).late_days,
        "next_review_due": same_day(held, held.year + 1),
    }


async def _postpone(_: AsyncSession, __: Caller, row: AnnualReview, ___: ReviewMove) -> dict[str, Any]:
    """Raises PostponedTooOften."""
    if row.postponements >= MOST_POSTPONEMENTS:
        raise PostponedTooOften
    return {"postponements": row.postponements + 1}


async def _plan_anew(_: AsyncSession, __: Caller, row: AnnualReview, body: ReviewMove) -> dict[str, Any]:
    planned = body.planned_date or today()
    return {
        "planned_date": planned,
        "grace_ends": grace_until(row.due_on, planned_on=planned),
        "missed_announced_on": None,
    }


async def _conclude(_: AsyncSession, __: Caller, row: AnnualReview, body: ReviewMove) -> dict[str, Any]:
    return {"overall_conclusion": body.overall_conclusion or row.overall_conclusion}


async def _sign(session: AsyncSession, caller: Caller, row: AnnualReview, _: ReviewMove) -> dict[str, Any]:
    """A side's agreement; the review is agreed once both have given it. Raises OutcomesMissing."""
    settled = [(outcome.kind.value, str(outcome.subject_id)) for outcome in await queries.outcomes(session, row.id)]
    agenda = [(item["kind"], item["subject_id"]) for item in row.agenda_held or []]
    missing = without_outcome(agenda, settled)
    if missing:
        raise OutcomesMissing(f"{len(missing)} action(s) have no outcome.", missing=missing)
    both = {*signed_off(row), caller.org_kind} == {OrgKind.BUYER, OrgKind.SUPPLIER}
    return {
        f"{caller.org_kind.value}_signed_by": caller.person,
        f"{caller.org_kind.value}_signed_at": now(),
        "status": S.AGREED if both else S.OUTCOMES_SHARED,
    }


Effect = Callable[[AsyncSession, Caller, AnnualReview, ReviewMove], Awaitable[dict[str, Any]]]

EFFECTS: dict[ReviewStatus, Effect] = {
    S.HELD: _hold,
    S.POSTPONED: _postpone,
    S.SCHEDULED: _plan_anew,
    S.OUTCOMES_DRAFT: _conclude,
    S.OUTCOMES_SHARED: _conclude,
    S.AGREED: _sign,
}
"""What a move writes beside the status."""


async def read_agenda(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, review_id: UUID
) -> SharedAgenda | BuyersAgenda:
    """The buyer's agenda as it is now, or as it was held; the supplier's as it was shared with it.

    Raises ReviewNotFound, AgendaNotShared.
    """
    row = await queries.review(session, caller, review_id)
    if caller.org_kind is OrgKind.BUYER:
        return await _of_buyer(session, caller, suppliers, row)
    if row.status not in AGENDA_KNOWN_TO_SUPPLIER:
        raise AgendaNotShared
    items, _ = await snapshots.thaw(session, caller, row, row.agenda_held or row.agenda_shared or [])
    if row.status in OUTCOMES_KNOWN_TO_SUPPLIER:
        items = await snapshots.with_outcomes(session, row, items)
    status = effective_status(row.status, row.grace_ends, today())
    return SharedAgenda(review_id=row.id, year=row.year, status=status, items=items)


async def _of_buyer(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, row: AnnualReview
) -> BuyersAgenda:
    if row.status not in HELD:
        return await _gathered(session, caller, suppliers, row)
    items, annex = await snapshots.thaw(session, caller, row, row.agenda_held or [])
    return BuyersAgenda(
        review_id=row.id,
        year=row.year,
        status=row.status,
        items=await snapshots.with_outcomes(session, row, items),
        internal_annex=annex,
    )


async def _gathered(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, row: AnnualReview
) -> BuyersAgenda:
    dialogue = await find_dialogue(session, caller, row.dossier_id)
    begun = await neighbours.contracts(suppliers, dialogue.contract_ids, dialogue.supplier_id)
    look = Look(
        session=session,
        caller=caller,
        suppliers=suppliers,
        review=row,
        dialogue=dialogue,
        contract_ids=tuple(contract.id for contract in begun),
        today=today(),
    )
    items, annex = await gather(look, SOURCES)
    status = effective_status(row.status, row.grace_ends, today())
    return BuyersAgenda(review_id=row.id, year=row.year, status=status, items=items, internal_annex=annex)
