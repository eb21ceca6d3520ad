"""Events of annual reviews that a date brings: one is due, or was not held within its grace and is missed."""

from sqlmodel import col

from chassis.expiries import Expiry
from chassis.sql_time import day_of
from dialogue.dialogues.participants.queries import sides_of
from dialogue.reviews.rules import NOT_YET_HELD, ReviewStatus
from dialogue.tables import AnnualReview

_is_not_held = col(AnnualReview.status).in_(sorted(NOT_YET_HELD))

EXPIRIES = (
    Expiry(
        verb="review.became_due",
        subject="annual_review",
        model=AnnualReview,
        day=col(AnnualReview.due_on),
        known_from=day_of(col(AnnualReview.created_at)),
        where=(_is_not_held,),
        audience=sides_of,
    ),
    Expiry(
        verb="review.missed",
        subject="annual_review",
        model=AnnualReview,
        day=col(AnnualReview.grace_ends) + 1,
        where=(_is_not_held,),
        audience=sides_of,
        moved=lambda row: (row.status, ReviewStatus.MISSED),
    ),
)
