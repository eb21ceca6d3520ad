"""Reading annual reviews and their outcomes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Text, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from chassis.sql_time import TODAY
from dialogue import visibility
from dialogue.reviews.rules import ReviewNotFound
from dialogue.reviews.schemas import ReviewQuery
from dialogue.tables import AnnualReview, Dialogue, ReviewOutcome

STATUS = func.review_status(col(AnnualReview.status), col(AnnualReview.grace_ends), TODAY, type_=Text)

REVIEWS = Listing(
    name="annual_reviews",
    columns=(
        col(AnnualReview.id),
        col(AnnualReview.version),
        col(AnnualReview.created_at),
        col(AnnualReview.updated_at),
        col(AnnualReview.dossier_id).label("dialogue_id"),
        col(AnnualReview.year),
        STATUS.label("status"),
        col(AnnualReview.planned_date),
        col(AnnualReview.due_on),
        col(AnnualReview.grace_ends),
        col(AnnualReview.postponements),
        col(AnnualReview.held_on),
        col(AnnualReview.late_days),
        col(AnnualReview.next_review_due),
    ),
    key=col(AnnualReview.id),
    visible=visibility.REVIEWS,
    query=ReviewQuery,
    filters={
        "dialogue_id": equals(col(AnnualReview.dossier_id)),
        "year": equals(col(AnnualReview.year)),
        "status": equals(STATUS),
    },
)


async def review(session: AsyncSession, caller: Caller, review_id: UUID, *, lock: bool = False) -> AnnualReview:
    """Raises ReviewNotFound."""
    return await find(
        session, AnnualReview, review_id, caller, visible=visibility.REVIEWS, lock=lock, missing=ReviewNotFound
    )


async def last_held(session: AsyncSession, dossier_id: UUID) -> date | None:
    """When the latest review of a dialogue was held."""
    statement = select(func.max(col(AnnualReview.held_on))).where(col(AnnualReview.dossier_id) == dossier_id)
    held: date | None = (await session.exec(statement)).one()
    return held


async def previous(session: AsyncSession, row: AnnualReview) -> AnnualReview | None:
    """The review before this one that was held."""
    statement = (
        select(AnnualReview)
        .where(
            col(AnnualReview.dossier_id) == row.dossier_id,
            col(AnnualReview.year) < row.year,
            col(AnnualReview.held_on).is_not(None),
        )
        .order_by(col(AnnualReview.year).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def outcomes(session: AsyncSession, review_id: UUID) -> Sequence[ReviewOutcome]:
    """In the order they were written."""
    statement = select(ReviewOutcome).where(col(ReviewOutcome.review_id) == review_id)
    return (await session.exec(statement.order_by(col(ReviewOutcome.id)))).all()


async def buyer_of(session: AsyncSession, row: AnnualReview) -> UUID:
    statement = select(Dialogue.buyer_id).where(col(Dialogue.dossier_id) == row.dossier_id)
    return (await session.exec(statement)).one()
