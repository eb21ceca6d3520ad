"""Reading the releases of a finding."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.findings.release.rules import Audience
from dialogue.tables import FindingRelease


async def releases_of(session: AsyncSession, finding_id: UUID) -> list[FindingRelease]:
    """Oldest first."""
    statement = select(FindingRelease).where(col(FindingRelease.finding_id) == finding_id)
    return list((await session.exec(statement.order_by(col(FindingRelease.released_at)))).all())


async def is_released_to_supplier(session: AsyncSession, finding_id: UUID) -> bool:
    return any(Audience.SUPPLIER in release.audiences for release in await releases_of(session, finding_id))
