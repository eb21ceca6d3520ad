"""An assignment as each side may see it."""

from collections.abc import Sequence
from datetime import date

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from dialogue.assignments.answer_reviews.views import answer_review_out, quality_out
from dialogue.assignments.answers.views import answer_out
from dialogue.assignments.rules import MOVES, status_on
from dialogue.assignments.schemas import AssignmentOut
from dialogue.tables import Answer, AnswerReview, Assignment


def assignment_out(
    row: Assignment, caller: Caller, answers: Sequence[Answer], reviews: Sequence[AnswerReview], *, today: date
) -> AssignmentOut:
    """The assignment on a day; `answers` and `reviews` are those that this caller may see."""
    status = status_on(row.status, due_at=row.due_at, today=today)
    fields = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "status": status,
        "answers": [answer_out(answer) for answer in answers],
        "reviews": [answer_review_out(review, caller.org_kind) for review in reviews],
        "quality": quality_out(row, reviews, today) if any(review.counts for review in reviews) else None,
        "allowed_transitions": allowed(MOVES, status, caller.roles),
    }
    return as_stored(AssignmentOut, fields)
