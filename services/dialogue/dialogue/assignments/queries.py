"""Reading assignments, their answers and their reviews."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from dialogue import visibility
from dialogue.assignments.rules import AssignmentNotFound, is_reviewer, sees_answers, sees_reviews
from dialogue.assignments.schemas import AssignmentQuery
from dialogue.tables import Answer, AnswerReview, Assignment

status_now = func.assignment_status(col(Assignment.status), col(Assignment.due_at), TODAY, type_=Text)

ASSIGNMENTS = Listing(
    name="assignments",
    columns=(
        col(Assignment.id),
        col(Assignment.version),
        col(Assignment.created_at),
        col(Assignment.updated_at),
        col(Assignment.dossier_id).label("dialogue_id"),
        col(Assignment.supplier_id),
        col(Assignment.questionnaire),
        col(Assignment.version_no),
        col(Assignment.title),
        col(Assignment.round_no),
        col(Assignment.parent_assignment_id),
        col(Assignment.sent_at),
        col(Assignment.due_at),
        col(Assignment.submitted_on),
        status_now.label("status"),
    ),
    key=col(Assignment.id),
    visible=visibility.ASSIGNMENTS,
    query=AssignmentQuery,
    filters={
        "dialogue_id": equals(col(Assignment.dossier_id)),
        "supplier_id": equals(col(Assignment.supplier_id)),
        "questionnaire": equals(col(Assignment.questionnaire)),
        "status": equals(status_now),
    },
)


async def assignment(
    session: AsyncSession, caller: Caller, assignment_id: UUID, *, lock: bool = False
) -> Assignment:
    """Raises AssignmentNotFound."""
    return await find(
        session,
        Assignment,
        assignment_id,
        caller,
        visible=visibility.ASSIGNMENTS,
        lock=lock,
        missing=AssignmentNotFound,
    )


async def answers(session: AsyncSession, assignment_id: UUID) -> Sequence[Answer]:
    """All of them, for the service itself."""
    statement = select(Answer).where(col(Answer.assignment_id) == assignment_id).order_by(col(Answer.question_code))
    return (await session.exec(statement)).all()


async def answer(session: AsyncSession, assignment_id: UUID, question_code: str) -> Answer | None:
    statement = select(Answer).where(
        col(Answer.assignment_id) == assignment_id, col(Answer.question_code) == question_code
    )
    return (await session.exec(statement)).first()


async def reviews(session: AsyncSession, assignment_id: UUID) -> Sequence[AnswerReview]:
    """All of them, for the service itself; of one answer the review that counts comes first."""
    statement = (
        select(AnswerReview)
        .where(col(AnswerReview.assignment_id) == assignment_id)
        .order_by(col(AnswerReview.question_code), col(AnswerReview.counts).desc(), col(AnswerReview.id))
    )
    return (await session.exec(statement)).all()


async def counting_reviews(session: AsyncSession, assignment_id: UUID) -> Sequence[AnswerReview]:
    """Of each answer the review that counts."""
    return [review for review in await reviews(session, assignment_id) if review.counts]


async def reviews_of_answer(
    session: AsyncSession, assignment_id: UUID, question_code: str
) -> Sequence[AnswerReview]:
    statement = select(AnswerReview).where(
        col(AnswerReview.assignment_id) == assignment_id, col(AnswerReview.question_code) == question_code
    )
    return (await session.exec(statement)).all()


async def answers_for(session: AsyncSession, caller: Caller, row: Assignment) -> Sequence[Answer]:
    """The answers that the caller may see."""
    return await answers(session, row.id) if sees_answers(caller.org_kind, row.status) else ()


async def reviews_for(session: AsyncSession, caller: Caller, row: Assignment) -> Sequence[AnswerReview]:
    """The reviews that the caller may see: reviewers all of them, others those that count."""
    if not sees_reviews(caller.org_kind, row.status):
        return ()
    return await (reviews if is_reviewer(caller.org_kind) else counting_reviews)(session, row.id)
