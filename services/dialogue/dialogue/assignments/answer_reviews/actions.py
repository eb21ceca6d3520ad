"""Reviewing the answers of a supplier."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.rows import stamps, touch
from dialogue.assignments import queries
from dialogue.assignments.answer_reviews.rules import AnswerFacts, ExcludedAs, NotUnderReview, demand_grounds
from dialogue.assignments.answer_reviews.schemas import AnswerReviewIn
from dialogue.assignments.rules import FIRST_REVIEW, MOVES, REVIEWABLE, VERBS, AssignmentStatus, demand_question
from dialogue.dialogues.participants.queries import parties
from dialogue.tables import Answer, AnswerReview, Assignment

A = AssignmentStatus


async def review_answer(
    session: AsyncSession, caller: Caller, assignment_id: UUID, question_code: str, *, body: AnswerReviewIn
) -> AnswerReview:
    """Raises AssignmentNotFound, QuestionNotAsked, NotUnderReview, and what `demand_grounds` does."""
    assignment = await queries.assignment(session, caller, assignment_id, lock=True)
    demand_question(assignment.questions, question_code)
    if assignment.status not in REVIEWABLE:
        raise NotUnderReview(f'The assignment is "{assignment.status}"; its answers cannot be reviewed now.')
    answer = await queries.answer(session, assignment.id, question_code)
    row = await queries.review(session, assignment.id, question_code)
    is_changed = row is not None and (row.level, row.excluded) != (body.level, body.excluded)
    demand_grounds(
        _facts_of(answer),
        level=body.level,
        excluded=body.excluded,
        motive=body.motive,
        is_changed=is_changed,
        today=today(),
    )
    await _begin(session, caller, assignment)
    if row is None:
        row = _new(caller, assignment, question_code, answer, body=body)
        session.add(row)
    else:
        touch(row, caller, **body.model_dump())
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
        **body.model_dump(),
        **stamps(caller),
    )


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
