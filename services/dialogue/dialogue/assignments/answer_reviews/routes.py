"""`/v1/assignments/{assignment_id}/reviews`: how the buyer judges each answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.text import Code
from chassis.transactions import Session
from dialogue.assignments.answer_reviews import actions
from dialogue.assignments.answer_reviews.rules import (
    AnswerMissing,
    EvidenceRequired,
    MotiveRequired,
    NotExcusable,
    NotUnderReview,
)
from dialogue.assignments.answer_reviews.schemas import AnswerReviewIn, AnswerReviewOut
from dialogue.assignments.answer_reviews.views import answer_review_out
from dialogue.assignments.rules import AssignmentNotFound, QuestionNotAsked
from dialogue.permissions import CanReviewAssignments

router = new_router("/v1/assignments", "assignments")

AssignmentId = Annotated[UUID, Path(description="The assignment.")]
QuestionCode = Annotated[Code, Path(description="The question, by its code.")]


@router.put(
    "/{assignment_id}/reviews/{question_code}",
    responses=raises(
        AssignmentNotFound,
        QuestionNotAsked,
        NotUnderReview,
        Invalid,
        MotiveRequired,
        AnswerMissing,
        EvidenceRequired,
        NotExcusable,
    ),
)
async def review_answer(
    assignment_id: AssignmentId,
    question_code: QuestionCode,
    body: AnswerReviewIn,
    caller: CanReviewAssignments,
    session: Session,
) -> AnswerReviewOut:
    """Review the answer to one question. The supplier sees it when the reviews are shared."""
    return answer_review_out(await actions.review_answer(session, caller, assignment_id, question_code, body=body))
