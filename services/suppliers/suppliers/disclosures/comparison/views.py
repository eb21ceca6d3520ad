"""Comparisons of versions as API answers."""

from collections.abc import Iterable
from uuid import UUID

from suppliers.disclosures.comparison.rules import Comparison, SiteRows, statements
from suppliers.disclosures.comparison.schemas import DisclosureDiff, SiteChange, SiteStatement, VaguerSite
from suppliers.tables import DisclosureRow


def diff_out(earlier: UUID | None, comparison: Comparison[DisclosureRow]) -> DisclosureDiff:
    return DisclosureDiff(
        supersedes=earlier,
        added=_changes(comparison.added),
        removed=_changes(comparison.removed),
        became_vaguer=[_vaguer(site) for site in comparison.became_vaguer],
        changed=_changes(comparison.changed),
        unchanged=comparison.unchanged,
    )


def _changes(sites: Iterable[SiteRows[DisclosureRow]]) -> list[SiteChange]:
    return [_change(site) for site in sites]


def _vaguer(site: SiteRows[DisclosureRow]) -> VaguerSite:
    before = _change(SiteRows(site.before, []))
    return VaguerSite(
        facility_id=before.facility_id,
        name=before.name,
        country=before.country,
        before=before.before,
        after=_statements(site.after),
        named_now=list(dict.fromkeys(row.name for row in site.after)),
    )


def _change(site: SiteRows[DisclosureRow]) -> SiteChange:
    row = (*site.after, *site.before)[0]
    return SiteChange(
        facility_id=row.facility_id if row.is_of_the_register else None,
        name=row.name,
        country=row.country,
        before=_statements(site.before),
        after=_statements(site.after),
    )


def _statements(rows: Iterable[DisclosureRow]) -> list[SiteStatement]:
    return [SiteStatement(**statement._asdict()) for statement in statements(rows)]
