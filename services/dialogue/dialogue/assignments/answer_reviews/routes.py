"""`/v1/assignments/{assignment_id}/reviews`: how the buyer judges each answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.preconditions import VersionIfRead
from chassis.problem_documents import raises
from chassis.problems import Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.text import Code
from chassis.transactions import Session
from dialogue.assignments.answer_reviews import actions
from dialogue.assignments.answer_reviews.rules import (
    AnswerMissing,
    ConcreteElementRequired,
    EvidenceRequired,
    MotiveRequired,
    NotExcusable,
    NotUnderReview,
)
from dialogue.assignments.answer_reviews.schemas import AnswerReviewIn, AnswerReviewOut
from dialogue.assignments.answer_reviews.views import answer_review_out
from dialogue.assignments.rules import AssignmentNotFound, QuestionNotAsked, Target
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
        PreconditionRequired,
        Stale,
        Invalid,
        MotiveRequired,
        AnswerMissing,
        ConcreteElementRequired,
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
    version: VersionIfRead,
) -> AnswerReviewOut:
    """Review the answer to one question for your organisation; to change a review, send the `ETag` that you read.

    Each organisation has one review of an answer, and the buyer's counts. The supplier sees it when the reviews are
    shared.
    """
    target = Target(assignment_id, question_code, version)
    row = await actions.review_answer(session, caller, target, body=body)
    return answer_review_out(row, caller.org_kind)
