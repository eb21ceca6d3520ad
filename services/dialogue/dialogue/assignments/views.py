"""An assignment as each side may see it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.moves import allowed
from chassis.vocabulary import OrgKind
from dialogue.assignments import queries
from dialogue.assignments.answer_reviews.views import answer_review_out, quality_out
from dialogue.assignments.answers.views import answer_out
from dialogue.assignments.rules import MOVES, SHARED_REVIEW, WITH_SUPPLIER, status_on
from dialogue.assignments.schemas import AssignmentOut
from dialogue.tables import Assignment


def _sees_answers(caller: Caller, row: Assignment) -> bool:
    """The supplier always; other readers when they are submitted."""
    return caller.org_kind is OrgKind.SUPPLIER or row.status not in WITH_SUPPLIER


def _sees_reviews(caller: Caller, row: Assignment) -> bool:
    """The buyer and its experts always; other readers when they are shared."""
    return caller.org_kind in (OrgKind.BUYER, OrgKind.EXPERT) or row.status in SHARED_REVIEW


async def assignment_out(session: AsyncSession, caller: Caller, row: Assignment) -> AssignmentOut:
    """The assignment today, with the answers and reviews that this caller may see."""
    status = status_on(row.status, due_at=row.due_at, today=today())
    answers = await queries.answers(session, row.id) if _sees_answers(caller, row) else []
    reviews = await queries.reviews(session, row.id) if _sees_reviews(caller, row) else []
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "answers": [answer_out(answer) for answer in answers],
        "reviews": [answer_review_out(review) for review in reviews],
        "quality": quality_out(row, reviews, today()) if reviews else None,
        "allowed_transitions": allowed(MOVES, status, caller.roles),
    }
    return AssignmentOut.model_validate(fields)
