"""What changed between a version and the one it supersedes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures import queries
from suppliers.disclosures.drafting import site_of
from suppliers.disclosures.schemas import DisclosureDiff, SiteChange
from suppliers.facilities import queries as facilities
from suppliers.matching.normalisation.sites import normalise
from suppliers.tables import Disclosure, DisclosureRow

Sites = dict[str, list[DisclosureRow]]


async def diff(session: AsyncSession, caller: Caller, version: Disclosure) -> DisclosureDiff:
    """Without an earlier version, everything is added."""
    after = await queries.rows_of(session, caller, version.id)
    before = await queries.rows_of(session, caller, version.supersedes) if version.supersedes else []
    ids = {row.facility_id for row in (*after, *before) if row.facility_id}
    known = await facilities.facilities(session, ids)
    canonical = {facility_id: row.canonical_id for facility_id, row in known.items()}
    return compare(version.supersedes, _by_site(before, canonical), _by_site(after, canonical))


def _by_site(rows: Sequence[DisclosureRow], canonical: dict[UUID, UUID]) -> Sites:
    """Rows by the facility they are, or by their words while that is not known."""
    sites: Sites = defaultdict(list)
    for row in rows:
        known = canonical.get(row.facility_id) if row.facility_id else None
        sites[str(known or repr(normalise(site_of(row))))].append(row)
    return sites


def compare(supersedes: UUID | None, before: Sites, after: Sites) -> DisclosureDiff:
    both = [key for key in after if key in before]
    changed = [key for key in both if _said(before[key]) != _said(after[key])]
    return DisclosureDiff(
        supersedes=supersedes,
        added=[_change([], after[key]) for key in after if key not in before],
        removed=[_change(before[key], []) for key in before if key not in after],
        changed=[_change(before[key], after[key]) for key in changed],
        unchanged=len(both) - len(changed),
    )


def _said(rows: Sequence[DisclosureRow]) -> list[dict[str, Any]]:
    said = [
        {"tier": row.tier, "relation": row.relation, "component": row.component, "share_pct": row.share_pct}
        for row in rows
    ]
    return sorted(said, key=repr)


def _change(before: Sequence[DisclosureRow], after: Sequence[DisclosureRow]) -> SiteChange:
    row = (*after, *before)[0]
    return SiteChange(
        facility_id=row.facility_id,
        name=row.name,
        country=row.country,
        before=_said(before),
        after=_said(after),
    )
