"""Sites that a later version no longer names, without saying that they were left: the last known ones.

A version that says less than the one before it does not make a site safe. The site counts until a later version
names as many new sites in its place, says itself until when it was used, or two years have passed.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chassis.calendar_arithmetic import shifted
from suppliers.disclosures.comparison.rules import stands_for
from suppliers.disclosures.rows.rules import Tier
from suppliers.exposures.statements.rules import DisclosedRow, Window

LAST_KNOWN_MONTHS = 24
"""So long a site counts after the last day for which a version named it."""


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A site as a version names it; without a facility while it is not in the register."""

    facility_id: UUID | None
    tier: Tier
    country: str
    is_located: bool


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """An accepted version, with its sites."""

    disclosure_id: UUID
    valid_from: date
    valid_to: date | None
    sites: Sequence[NamedSite]

    def rows_of(self, facility_ids: Collection[UUID]) -> list[NamedSite]:
        return [site for site in self.sites if site.facility_id in facility_ids]


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The version that was the last to name a site, and the last day for which it did."""

    version: ListedVersion
    until: date


def last_known(
    facility_ids: Collection[UUID], versions: Sequence[ListedVersion], window: Window
) -> Iterator[LastKnown]:
    """The last versions that named a facility, at each time in the window; the versions come in their order."""
    known: LastKnown | None = None
    for place, version in enumerate(versions):
        if version.rows_of(facility_ids):
            known = LastKnown(version, version.valid_to or date.max)
        elif known is not None and _is_replaced(facility_ids, known.version, version):
            known = None
        elif known is not None:
            before = version.valid_from - timedelta(days=1)
            known = LastKnown(known.version, max(min(known.until, before), known.version.valid_from))
        is_last = place + 1 == len(versions)
        reaches_window = is_last or versions[place + 1].valid_from > window.first
        if known is not None and reaches_window and window.first <= _counts_until(known):
            yield known


def _counts_until(known: LastKnown) -> date:
    return date.max if known.until == date.max else shifted(known.until, months=LAST_KNOWN_MONTHS)


def _is_replaced(facility_ids: Collection[UUID], before: ListedVersion, after: ListedVersion) -> bool:
    """Whether the later version names a new site for each that it no longer names, and none that could be this."""
    known, named = ({site.facility_id for site in version.sites} for version in (before, after))
    gone = before.rows_of(facility_ids)
    new = [site for site in after.sites if site.facility_id is None or site.facility_id not in known]
    if any(stands_for(site, each) for site in new if not site.is_located for each in gone):
        return False
    return all(
        len({site.facility_id for site in new if site.is_located and site.tier is tier})
        >= len({site.facility_id for site in before.sites if site.tier is tier and site.facility_id not in named})
        for tier in {site.tier for site in gone}
    )


def is_left(row: DisclosedRow, version: ListedVersion, window: Window) -> bool:
    """Whether the row itself says that the site works for the product on other days only."""
    begins_later = row.valid_from is not None and row.valid_from > window.last
    ended = row.valid_to is not None and row.valid_to != version.valid_to and row.valid_to < window.first
    return begins_later or ended
