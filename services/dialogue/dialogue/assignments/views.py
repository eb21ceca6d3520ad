"""An assignment as each side may see it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from dialogue.assignments import queries
from dialogue.assignments.answer_reviews.views import answer_review_out, quality_out
from dialogue.assignments.answers.views import answer_out
from dialogue.assignments.rules import MOVES, sees_answers, sees_reviews, status_on
from dialogue.assignments.schemas import AssignmentOut
from dialogue.tables import Assignment


async def assignment_out(session: AsyncSession, caller: Caller, row: Assignment) -> AssignmentOut:
    """The assignment today, with the answers and reviews that this caller may see."""
    status = status_on(row.status, due_at=row.due_at, today=today())
    answers = await queries.answers(session, row.id) if sees_answers(caller.org_kind, row.status) else []
    reviews = await queries.reviews(session, row.id) if sees_reviews(caller.org_kind, row.status) else []
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "answers": [answer_out(answer) for answer in answers],
        "reviews": [answer_review_out(review) for review in reviews],
        "quality": quality_out(row, reviews, today()) if reviews else None,
        "allowed_transitions": allowed(MOVES, status, caller.roles),
    }
    return AssignmentOut.model_validate(fields)
