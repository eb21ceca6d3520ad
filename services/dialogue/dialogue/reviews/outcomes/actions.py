"""Writing the outcomes of an agenda, and carrying them out when they are shared."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.preconditions import demand_if_sent
from chassis.problems import Fault
from dialogue.action_points.actions import carry_over_action_point, escalate_action_point
from dialogue.action_points.timelines.actions import demand_time_left
from dialogue.reviews import queries
from dialogue.reviews.agenda.rules import ACTIONS
from dialogue.reviews.outcomes.schemas import OutcomeIn
from dialogue.reviews.rules import TAKES_OUTCOMES, DueDateRequired, NotOnTheAgenda, Outcome, OutcomesClosed
from dialogue.tables import AnnualReview, ReviewOutcome


async def write_outcomes(
    session: AsyncSession, caller: Caller, review_id: UUID, outcomes: list[OutcomeIn], *, read: int | None
) -> AnnualReview:
    """Write outcomes. Until they are shared they change nothing else, and each can be written again.

    Raises ReviewNotFound, Stale, OutcomesClosed, NotOnTheAgenda, DueDateRequired, DueAfterTimeline.
    """
    row = await queries.review(session, caller, review_id, lock=True)
    demand_if_sent(row.version, read)
    if row.status not in TAKES_OUTCOMES:
        raise OutcomesClosed(f'The review is "{row.status}"; outcomes cannot be written now.')
    _check(row, outcomes)
    await _check_new_dates(session, caller, row, outcomes)
    before = {(outcome.kind, outcome.subject_id): outcome for outcome in await queries.outcomes(session, row.id)}
    for item in outcomes:
        known = before.get((item.kind, item.subject_id))
        if known is None:
            session.add(ReviewOutcome(dossier_id=row.dossier_id, review_id=row.id, **item.model_dump()))
        else:
            known.outcome, known.new_due_date, known.note = item.outcome, item.new_due_date, item.note
    # Version and time of the review stay: they would show the supplier that something was written.
    audience = [caller.org]
    await record(session, caller, Entry("review.outcomes_written", ("annual_review", row.id), audience=audience))
    return row


def _check(row: AnnualReview, outcomes: list[OutcomeIn]) -> None:
    on_agenda = {(item["kind"], item["subject_id"]) for item in row.agenda_held or []}
    unknown = [
        Fault(
            f"/{index}/subject_id",
            NotOnTheAgenda.code(),
            f'The agenda has no item "{item.kind}" with the id "{item.subject_id}".',
        )
        for index, item in enumerate(outcomes)
        if (item.kind.value, str(item.subject_id)) not in on_agenda
    ]
    if unknown:
        raise NotOnTheAgenda(errors=unknown)
    undated = [
        Fault(
            f"/{index}/new_due_date", DueDateRequired.code(), "This field is required for the outcome `carry_over`."
        )
        for index, item in enumerate(outcomes)
        if item.outcome is Outcome.CARRY_OVER and item.new_due_date is None
    ]
    if undated:
        raise DueDateRequired(errors=undated)


async def _check_new_dates(
    session: AsyncSession, caller: Caller, row: AnnualReview, outcomes: list[OutcomeIn]
) -> None:
    """Raises DueAfterTimeline."""
    for index, item in enumerate(outcomes):
        if item.kind in ACTIONS and item.outcome is Outcome.CARRY_OVER and item.new_due_date:
            place = f"/{index}/new_due_date"
            await demand_time_left(session, caller, row, item.subject_id, due_date=item.new_due_date, pointer=place)


async def apply_outcomes(session: AsyncSession, caller: Caller, row: AnnualReview) -> None:
    """Change the action points as the outcomes say; only the other side verifies that one is done."""
    for outcome in await queries.outcomes(session, row.id):
        if outcome.kind in ACTIONS and outcome.outcome in EFFECTS:
            await EFFECTS[outcome.outcome](session, caller, row, outcome)


async def _escalate(session: AsyncSession, caller: Caller, row: AnnualReview, outcome: ReviewOutcome) -> None:
    await escalate_action_point(session, caller, outcome.subject_id, row)


async def _carry_over(session: AsyncSession, caller: Caller, row: AnnualReview, outcome: ReviewOutcome) -> None:
    if outcome.new_due_date is not None:
        due = outcome.new_due_date
        await demand_time_left(session, caller, row, outcome.subject_id, due_date=due, pointer="/to")
        await carry_over_action_point(session, caller, outcome.subject_id, row, due_date=due)


EFFECTS: dict[Outcome, Callable[[AsyncSession, Caller, AnnualReview, ReviewOutcome], Awaitable[None]]] = {
    Outcome.ESCALATE: _escalate,
    Outcome.CARRY_OVER: _carry_over,
}
"""What an outcome changes in its action point; the others change nothing."""
