"""The supplier writes its answers, each saved as it goes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from dialogue.assignments import queries
from dialogue.assignments.citing import cited
from dialogue.assignments.rules import (
    ANSWERABLE,
    FIRST_SAVE,
    MOVES,
    AnswersAreFixed,
    AssignmentStatus,
    QuestionNotAsked,
)
from dialogue.assignments.schemas import AnswerIn
from dialogue.tables import Answer, Assignment

A = AssignmentStatus


def demand_asked(row: Assignment, question_code: str) -> Mapping[str, Any]:
    """The question; raises QuestionNotAsked."""
    for question in row.questions:
        if question["code"] == question_code:
            return dict(question)
    raise QuestionNotAsked(f"It asks no question {question_code}.")


async def save_answer(
    session: AsyncSession, caller: Caller, assignment_id: UUID, question_code: str, body: AnswerIn
) -> Answer:
    """Raises AssignmentNotFound, QuestionNotAsked, AnswersAreFixed, UnknownReference, IssuedInFuture."""
    assignment = await queries.assignment(session, caller, assignment_id, lock=True)
    demand_asked(assignment, question_code)
    if assignment.status not in ANSWERABLE:
        raise AnswersAreFixed(f"The assignment is {assignment.status}.")
    said: dict[str, Any] = {
        "answer_text": body.text,
        "language": body.language,
        "evidence": await cited(session, assignment.dossier_id, body.evidence),
        "na_reason": body.na_reason,
        "refusal_reason": body.refusal_reason,
    }
    await _begin(session, caller, assignment)
    row = await queries.answer(session, assignment.id, question_code)
    if row is None:
        row = Answer(
            dossier_id=assignment.dossier_id,
            assignment_id=assignment.id,
            question_code=question_code,
            **said,
            **stamps(caller),
        )
        session.add(row)
    else:
        touch(row, caller, **said)
    await record(session, caller, Entry("answer.saved", ("answer", row.id), audience=[caller.org]))
    return row


async def _begin(session: AsyncSession, caller: Caller, assignment: Assignment) -> None:
    """The first save takes the work up, whatever the clock says of it meanwhile."""
    move = MOVES.get((assignment.status, A.IN_PROGRESS))
    if move is not None and FIRST_SAVE in move.by:
        before = assignment.status
        touch(assignment, caller, status=A.IN_PROGRESS)
        subject = ("assignment", assignment.id)
        await record(
            session,
            caller,
            Entry("assignment.begun", subject, moved=(before, A.IN_PROGRESS), audience=[caller.org]),
        )
