"""`/v1/assignments/{assignment_id}/answers`: the answers of the supplier, saved one by one."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.preconditions import VersionIfRead
from chassis.problem_documents import raises
from chassis.problems import Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.text import Code
from chassis.transactions import Session
from dialogue.assignments.answers import actions
from dialogue.assignments.answers.rules import AnswerNotOfType
from dialogue.assignments.answers.schemas import AnswerIn, AnswerOut
from dialogue.assignments.answers.views import answer_out
from dialogue.assignments.rules import AnswersAreFixed, AssignmentNotFound, QuestionNotAsked, Target
from dialogue.dialogues.rules import UnknownReference
from dialogue.evidence.rules import IssuedInFuture
from dialogue.permissions import CanAnswerAssignments

router = new_router("/v1/assignments", "assignments")

AssignmentId = Annotated[UUID, Path(description="The assignment.")]
QuestionCode = Annotated[Code, Path(description="The question, by its code.")]


@router.put(
    "/{assignment_id}/answers/{question_code}",
    responses=raises(
        AssignmentNotFound,
        QuestionNotAsked,
        AnswersAreFixed,
        PreconditionRequired,
        Stale,
        Invalid,
        AnswerNotOfType,
        UnknownReference,
        IssuedInFuture,
    ),
)
async def save_answer(
    assignment_id: AssignmentId,
    question_code: QuestionCode,
    body: AnswerIn,
    caller: CanAnswerAssignments,
    session: Session,
    version: VersionIfRead,
) -> AnswerOut:
    """Save the answer to one question, as a whole; to replace an answer, send the `ETag` that you read of it.

    The buyer sees it when the assignment is submitted.
    """
    target = Target(assignment_id, question_code, version)
    row = await actions.save_answer(session, caller, target, body=body)
    return answer_out(row)
