"""Comparisons of versions as API answers."""

from collections.abc import Iterable

from suppliers.disclosures.comparison.rules import Comparison, SiteRows, statements
from suppliers.disclosures.comparison.schemas import DisclosureDiff, SiteChange, SiteStatement
from suppliers.tables import Disclosure, DisclosureRow


def diff_out(version: Disclosure, comparison: Comparison[DisclosureRow]) -> DisclosureDiff:
    return DisclosureDiff(
        supersedes=version.supersedes,
        added=_changes(comparison.added),
        removed=_changes(comparison.removed),
        changed=_changes(comparison.changed),
        unchanged=comparison.unchanged,
    )


def _changes(sites: Iterable[SiteRows[DisclosureRow]]) -> list[SiteChange]:
    return [_change(site) for site in sites]


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
