"""Adding readers to a finding, and ending what an organisation reads."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from chassis.grants import revoke_reader
from dialogue.findings.release.reach.rules import Reach
from dialogue.organisations.queries import links_of
from dialogue.organisations.rules import LinkStatus
from dialogue.tables import Finding, FindingReader


async def add_readers(session: AsyncSession, finding: Finding, reach: Reach) -> None:
    """Readers of a release, who are not informed yet; some may have waited for one that is held.

    The database grants them the finding when they are told, and ends the grant with the reader.
    """
    rows = [
        {
            "finding_id": finding.id,
            "org_id": org,
            "owner_id": finding.owner_id,
            "audience": audience,
            "released_on": today(),
            "is_told": False,
            "revision": 1,
            "digest": b"",
        }
        for audience, orgs in reach.by_audience.items()
        for org in sorted(orgs)
    ]
    if rows:
        added = insert(FindingReader).values(rows)
        await session.exec(
            added.on_conflict_do_update(
                index_elements=["finding_id", "org_id"], set_={"audience": added.excluded.audience}
            )
        )


async def end_reading(session: AsyncSession, org_id: UUID, supplier_id: UUID) -> None:
    """From now on the organisation reads no finding, unless another confirmed link makes it speak for the supplier.

    Only a worker may do this.
    """
    links = [link for link in await links_of(session, [supplier_id]) if link.org_id == org_id]
    if any(link.status is LinkStatus.CONFIRMED for link in links):
        return
    await revoke_reader(session, org_id)
    await session.exec(delete(FindingReader).where(col(FindingReader.org_id) == org_id))
