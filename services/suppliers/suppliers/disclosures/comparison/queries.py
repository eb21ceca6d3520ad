"""Reading the rows of a version and of the one it supersedes, with their sites."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures import queries
from suppliers.disclosures.comparison.rules import Comparison, SiteRow, compare
from suppliers.disclosures.rows.sites import key_of, locates
from suppliers.facilities import queries as facility_queries
from suppliers.tables import Disclosure, DisclosureRow


async def compared(session: AsyncSession, caller: Caller, version: Disclosure) -> Comparison[DisclosureRow]:
    """What the caller may see of the changes; without an earlier version, every site was added."""
    new_rows = await queries.rows_of(session, caller, version.id)
    old_rows = await queries.rows_of(session, caller, version.supersedes) if version.supersedes else []
    ids = {row.facility_id for row in (*new_rows, *old_rows) if row.facility_id}
    facilities = await facility_queries.facilities(session, ids)

    def keyed(row: DisclosureRow) -> SiteRow[DisclosureRow]:
        facility = facilities.get(row.facility_id) if row.facility_id else None
        return SiteRow(key_of(row, facility.canonical_id if facility else None), row, locates(row))

    return compare(map(keyed, old_rows), map(keyed, new_rows))
