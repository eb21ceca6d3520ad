"""Writing what became of each item of an agenda."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.problems import Fault
from chassis.rows import touch
from dialogue.action_points.rules import Side, raised
from dialogue.dialogues.participants.queries import parties
from dialogue.reviews import queries
from dialogue.reviews.outcomes.schemas import OutcomeIn
from dialogue.reviews.rules import ACTIONS, TAKES_OUTCOMES, DueDateRequired, NotOnTheAgenda, Outcome, OutcomesClosed
from dialogue.tables import ActionPoint, AnnualReview, ReviewOutcome


async def write_outcomes(
    session: AsyncSession, caller: Caller, review_id: UUID, outcomes: list[OutcomeIn]
) -> AnnualReview:
    """Write outcomes, each anew until they are shared; what is carried over gets its new date.

    Raises ReviewNotFound, OutcomesClosed, NotOnTheAgenda, DueDateRequired.
    """
    row = await queries.review(session, caller, review_id, lock=True)
    if row.status not in TAKES_OUTCOMES:
        raise OutcomesClosed(f"It is {row.status}.")
    _check(row, outcomes)
    before = {(outcome.kind, outcome.subject_id): outcome for outcome in await queries.outcomes(session, row.id)}
    for item in outcomes:
        known = before.get((item.kind, item.subject_id))
        await _take_effect(
            session, caller, row, item, is_repeated=known is not None and known.outcome is item.outcome
        )
        if known is None:
            session.add(ReviewOutcome(dossier_id=row.dossier_id, review_id=row.id, **item.model_dump()))
        else:
            known.outcome, known.new_due_date, known.note = item.outcome, item.new_due_date, item.note
    # The review keeps its stamps: the supplier, who sees no outcomes yet, would notice that some were written.
    audience = [caller.org]
    await record(session, caller, Entry("review.outcomes_written", ("annual_review", row.id), audience=audience))
    return row


def _check(row: AnnualReview, outcomes: list[OutcomeIn]) -> None:
    stood = {(item["kind"], item["subject_id"]) for item in row.agenda_held or []}
    strangers = [
        Fault(f"/{index}/subject_id", NotOnTheAgenda.code(), "It did not stand on the agenda that was held.")
        for index, item in enumerate(outcomes)
        if (item.kind.value, str(item.subject_id)) not in stood
    ]
    if strangers:
        raise NotOnTheAgenda(errors=strangers)
    undated = [
        Fault(f"/{index}/new_due_date", DueDateRequired.code(), "What is carried over gets a new date.")
        for index, item in enumerate(outcomes)
        if item.outcome is Outcome.CARRY_OVER and item.new_due_date is None
    ]
    if undated:
        raise DueDateRequired(errors=undated)


async def _take_effect(
    session: AsyncSession, caller: Caller, row: AnnualReview, item: OutcomeIn, *, is_repeated: bool
) -> None:
    """What an outcome does to the action it speaks of; whether it is done stays for the other side to verify."""
    if item.kind not in ACTIONS or item.outcome not in (Outcome.CARRY_OVER, Outcome.ESCALATE):
        return
    statement = select(ActionPoint).where(
        col(ActionPoint.id) == item.subject_id, col(ActionPoint.dossier_id) == row.dossier_id
    )
    action = (await session.exec(statement.with_for_update(key_share=True))).one()
    if item.outcome is Outcome.ESCALATE:
        touch(action, caller, is_escalated=True)
        return
    count = action.carry_count + (not is_repeated)
    moved = {
        "from": str(action.due_date),
        "to": str(item.new_due_date),
        "reason": f"annual review {row.year}",
        "on": str(today()),
        "by": Side.BUYER.value,
    }
    touch(
        action,
        caller,
        carry_count=count,
        carried_over_from=row.id,
        due_date=item.new_due_date,
        due_history=[*action.due_history, moved],
        priority=action.priority if is_repeated else raised(action.priority, count),
    )
    audience = await parties(session, row.dossier_id)
    await record(session, caller, Entry("action.carried_over", ("action_point", action.id), audience=audience))
