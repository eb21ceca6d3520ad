"""Comparing a version with the one it supersedes, site by site."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures import queries
from suppliers.disclosures.rules import Relation, Tier
from suppliers.facilities import queries as facility_queries
from suppliers.matching.normalisation.sites import normalise
from suppliers.tables import Disclosure, DisclosureRow

Sites = dict[str, list[DisclosureRow]]


class Statement(NamedTuple):
    """What a row says about what a site does for the product."""

    tier: Tier
    relation: Relation | None
    component: str | None
    share_pct: Decimal | None


class SiteRows(NamedTuple):
    """The rows about one site in the older and in the newer version."""

    before: Sequence[DisclosureRow]
    after: Sequence[DisclosureRow]


class Comparison(NamedTuple):
    """The sites that were added, removed or changed, and how many stayed the same."""

    added: list[SiteRows]
    removed: list[SiteRows]
    changed: list[SiteRows]
    unchanged: int


async def compared(session: AsyncSession, caller: Caller, version: Disclosure) -> Comparison:
    """What the caller may see of the changes; without an earlier version, every site was added."""
    new_rows = await queries.rows_of(session, caller, version.id)
    old_rows = await queries.rows_of(session, caller, version.supersedes) if version.supersedes else []
    ids = {row.facility_id for row in (*new_rows, *old_rows) if row.facility_id}
    facilities = await facility_queries.facilities(session, ids)
    canonical = {facility_id: row.canonical_id for facility_id, row in facilities.items()}
    before, after = _by_site(old_rows, canonical), _by_site(new_rows, canonical)
    both = [key for key in after if key in before]
    changed = [key for key in both if statements(before[key]) != statements(after[key])]
    return Comparison(
        added=[SiteRows([], after[key]) for key in after if key not in before],
        removed=[SiteRows(before[key], []) for key in before if key not in after],
        changed=[SiteRows(before[key], after[key]) for key in changed],
        unchanged=len(both) - len(changed),
    )


def _by_site(rows: Iterable[DisclosureRow], canonical: dict[UUID, UUID]) -> Sites:
    """Rows by their facility, or by their words where it is not known."""
    sites: Sites = defaultdict(list)
    for row in rows:
        facility_id = canonical.get(row.facility_id) if row.facility_id else None
        sites[str(facility_id or repr(normalise(queries.site_of(row))))].append(row)
    return sites


def statements(rows: Iterable[DisclosureRow]) -> list[Statement]:
    """What rows say about what a site does for the product."""
    return sorted((Statement(row.tier, row.relation, row.component, row.share_pct) for row in rows), key=repr)
