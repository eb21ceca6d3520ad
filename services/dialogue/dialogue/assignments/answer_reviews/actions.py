"""Reviewing the answers of a supplier."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand_for_put
from chassis.rows import stamps, touch
from dialogue.assignments import queries
from dialogue.assignments.answer_reviews.rules import AnswerFacts, ExcludedAs, NotUnderReview, demand_grounds
from dialogue.assignments.answer_reviews.schemas import AnswerReviewIn
from dialogue.assignments.answer_reviews.views import earlier_review
from dialogue.assignments.rules import (
    FIRST_REVIEW,
    MOVES,
    REVIEWABLE,
    VERBS,
    AssignmentStatus,
    Target,
    asked_question,
)
from dialogue.dialogues.participants.queries import parties
from dialogue.tables import Answer, AnswerReview, Assignment

A = AssignmentStatus


async def review_answer(
    session: AsyncSession, caller: Caller, target: Target, *, body: AnswerReviewIn
) -> AnswerReview:
    """Save the review of the caller's organisation.

    Raises AssignmentNotFound, QuestionNotAsked, NotUnderReview, PreconditionRequired, Stale, and what
    `demand_grounds` does.
    """
    assignment = await queries.assignment(session, caller, target.assignment_id, lock=True)
    asked_question(assignment.questions, target.question_code)
    if assignment.status not in REVIEWABLE:
        raise NotUnderReview(f'The assignment is "{assignment.status}"; its answers cannot be reviewed now.')
    answer = await queries.answer(session, assignment.id, target.question_code)
    reviews = await queries.reviews_of_answer(session, assignment.id, target.question_code)
    row = next((review for review in reviews if review.reviewer_id == caller.org), None)
    demand_for_put(row.version if row else None, target.version)
    is_changed = row is not None and (row.level, row.excluded) != (body.level, body.excluded)
    _demand_grounds(answer, body, is_changed=is_changed)
    await _begin(session, caller, assignment)
    if row is None:
        row = _new(caller, assignment, target.question_code, answer, body=body)
        await _let_count(session, row, reviews)
        session.add(row)
    else:
        touch(row, caller, **body.model_dump(), history=[*row.history, earlier_review(row)])
    payload = {"level": body.level, "excluded": body.excluded}
    audience = [caller.org, assignment.buyer_id]
    await record(session, caller, Entry("answer.reviewed", ("review", row.id), audience=audience, payload=payload))
    return row


def _new(
    caller: Caller, assignment: Assignment, question_code: str, answer: Answer | None, *, body: AnswerReviewIn
) -> AnswerReview:
    return AnswerReview(
        dossier_id=assignment.dossier_id,
        assignment_id=assignment.id,
        question_code=question_code,
        answer_id=answer.id if answer else None,
        reviewer_id=caller.org,
        counts=caller.org == assignment.buyer_id,
        **body.model_dump(),
        **stamps(caller),
    )


def _demand_grounds(answer: Answer | None, body: AnswerReviewIn, *, is_changed: bool) -> None:
    demand_grounds(
        _facts_of(answer),
        level=body.level,
        excluded=body.excluded,
        motive=body.motive,
        concrete_elements=body.concrete_elements,
        is_changed=is_changed,
        today=today(),
    )


async def _let_count(session: AsyncSession, row: AnswerReview, others: Sequence[AnswerReview]) -> None:
    """One review of an answer counts: the buyer's takes the place of another that counted before."""
    for other in others if row.counts else ():
        other.counts = False
    await session.flush()


def _facts_of(answer: Answer | None) -> AnswerFacts:
    if answer is None:
        return AnswerFacts(is_answered=False, excuses=frozenset(), evidence_dates=())
    excuses = {ExcludedAs.NA: answer.na_reason, ExcludedAs.LAWFUL_REFUSAL: answer.refusal_reason}
    return AnswerFacts(
        is_answered=answer.text is not None,
        excuses=frozenset(excuse for excuse, reason in excuses.items() if reason),
        evidence_dates=tuple(date.fromisoformat(item["issued_on"]) for item in answer.evidence),
    )


async def _begin(session: AsyncSession, caller: Caller, assignment: Assignment) -> None:
    if assignment.status is A.SUBMITTED:
        after = step(MOVES, A.SUBMITTED, A.UNDER_REVIEW, actors=[FIRST_REVIEW])
        touch(assignment, caller, status=after)
        await record(
            session,
            caller,
            Entry(
                VERBS[after],
                ("assignment", assignment.id),
                moved=(A.SUBMITTED, after),
                audience=await parties(session, assignment.dossier_id),
            ),
        )
