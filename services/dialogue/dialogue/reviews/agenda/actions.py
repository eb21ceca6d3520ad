"""Storing an agenda as it was shared or held: ids, codes and figures, never text that a user wrote.

So whatever is withdrawn later disappears from an old agenda too, and what the supplier may see only later joins it.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.reviews.agenda.sources import TitledEntry
from dialogue.reviews.rules import AgendaKind
from dialogue.tables import AnnualReview, ReviewAnnexItem


def snapshot_of(entries: Iterable[TitledEntry]) -> list[dict[str, Any]]:
    """The agenda of both sides as it is stored."""
    return [item.entry.model_dump(mode="json", exclude_none=True) for item in entries if not item.is_internal]


async def store_annex(
    session: AsyncSession, row: AnnualReview, owner_id: UUID, entries: Iterable[TitledEntry]
) -> None:
    """Remember which findings the supplier could not see; those of an earlier sharing stay remembered."""
    known = select(ReviewAnnexItem.finding_id).where(col(ReviewAnnexItem.review_id) == row.id)
    before = set((await session.exec(known)).all())
    findings = {
        item.entry.subject_id for item in entries if item.is_internal and item.entry.kind is AgendaKind.FINDING
    }
    session.add_all(
        ReviewAnnexItem(review_id=row.id, finding_id=finding_id, owner_id=owner_id)
        for finding_id in sorted(findings - before)
    )
