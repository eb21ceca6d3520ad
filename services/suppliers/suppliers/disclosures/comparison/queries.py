"""Reading the rows of a version and of the one it supersedes, with their sites."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures import queries
from suppliers.disclosures.comparison.rules import Comparison, SiteRow, compare
from suppliers.disclosures.rows.sites import keys_of, locates
from suppliers.facilities import queries as facility_queries
from suppliers.tables import Disclosure, DisclosureRow


async def compared(
    session: AsyncSession, caller: Caller, version: Disclosure, earlier: UUID | None
) -> Comparison[DisclosureRow]:
    """What the caller may see of the changes; without an earlier version, every site was added."""
    new_rows = await queries.rows_of(session, caller, version.id)
    old_rows = await queries.rows_of(session, caller, earlier) if earlier else []
    rows = [*old_rows, *new_rows]
    facilities = await facility_queries.facilities(session, {row.facility_id for row in rows if row.facility_id})
    known = {each.id: each.canonical_id for each in facilities.values()}
    keys = keys_of(rows, known)

    def keyed(row: DisclosureRow) -> SiteRow[DisclosureRow]:
        return SiteRow(keys[row.id], row, locates(row))

    return compare(map(keyed, old_rows), map(keyed, new_rows))
