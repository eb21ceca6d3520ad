"""What time brings to reviews: one that was not held within its grace is missed."""

from datetime import timedelta

from sqlmodel import col, select

from chassis.clock import today
from chassis.database import CALLER_ORG
from chassis.journal import Entry, record
from chassis.state import AppState
from dialogue.dialogues.participants.queries import parties
from dialogue.permissions import SYSTEM_CALLER
from dialogue.reviews.rules import NOT_YET_HELD, ReviewStatus
from dialogue.tables import AnnualReview

AT_ONCE = 100


async def announce_missed(state: AppState) -> bool:
    """Write the event of each review that was missed, once; its state was so since the day after its grace."""
    CALLER_ORG.set(None)
    missed = (
        select(AnnualReview)
        .where(
            col(AnnualReview.status).in_(sorted(NOT_YET_HELD)),
            col(AnnualReview.grace_ends) < today(),
            col(AnnualReview.missed_announced_on).is_(None),
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    async with state.worker_sessions() as session, session.begin():
        rows = (await session.exec(missed)).all()
        for row in rows:
            row.missed_announced_on = today()
            await record(
                session,
                SYSTEM_CALLER,
                Entry(
                    "review.missed",
                    ("annual_review", row.id),
                    moved=(row.status, ReviewStatus.MISSED),
                    audience=await parties(session, row.dossier_id),
                    payload={"on": row.grace_ends + timedelta(days=1)},
                ),
            )
    return len(rows) == AT_ONCE
