"""What versions in force say about a site, around some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from chassis.calendar_arithmetic import shifted, year_until
from chassis.periods import check_period
from suppliers.disclosures.rows.rules import DisclosureSource, RowBasis, Tier
from suppliers.disclosures.rules import DisclosureStatus

MARGIN_MONTHS = 6
"""How far around the days in question a list still counts: what is made in one month is delivered in another."""
STALE_AFTER_MONTHS = 12
"""A version that was not confirmed for so many months is stale."""


def is_stale(confirmed_on: date, day: date) -> bool:
    """Whether a version that was last confirmed on a day is stale on another."""
    return shifted(confirmed_on, months=STALE_AFTER_MONTHS) < day


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both ends included, and how many months around them still count."""

    first: date
    last: date
    margin_months: int = MARGIN_MONTHS

    @property
    def widened(self) -> tuple[date, date]:
        return (
            shifted(self.first, months=-self.margin_months),
            shifted(self.last, months=self.margin_months),
        )

    def is_met_by(self, first: date, last: date | None) -> bool:
        """Whether these days overlap the window, without its margin."""
        return first <= self.last and (last is None or last >= self.first)


def window_of(first: date | None, last: date | None, margin_months: int, *, today: date) -> Window:
    """The days that a caller names: up to today where no end is given, the year before the end where no start is.

    Raises PeriodReversed.
    """
    end = last or today
    start = first or year_until(end)[0]
    check_period(start, end, pointer="/to")
    return Window(start, end, margin_months)


class Lineage(NamedTuple):
    """Versions that follow each other: who accepted them, whose products they are about, and which of these."""

    accepted_by: UUID
    supplier_id: UUID
    subject: str


@dataclass(frozen=True, slots=True)
class DisclosedRow:
    """A row of a version with a decision, as it is stored.

    `in_force` are the days for which the version counts, as first and last days. `is_visible`: the caller may see
    the row.
    """

    facility_id: UUID
    tier: Tier
    relation: str | None
    basis: RowBasis
    valid_from: date | None
    valid_to: date | None
    is_visible: bool
    disclosure_id: UUID
    supplier_id: UUID
    product_id: UUID | None
    product_family: str | None
    version_no: int
    source: DisclosureSource
    category: str | None
    status: DisclosureStatus
    in_force: Sequence[tuple[date, date | None]]
    confirmed_on: date
    accepted_by: UUID
    subject: str

    @property
    def lineage(self) -> Lineage:
        return Lineage(self.accepted_by, self.supplier_id, self.subject)


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of a version that is in force: a site works for something.

    `facility_id` is None where the caller may not see the row.
    """

    supplier_id: UUID
    product_id: UUID | None
    category: str | None
    family: str | None
    facility_id: UUID | None
    tier: Tier
    relation: str | None
    disclosure_id: UUID
    version_no: int
    is_direct: bool
    is_doubtful: bool
    is_stale: bool
    is_last_known: bool = False
    """A later version says less: it neither names the site nor says that it was left."""


def statement_of(row: DisclosedRow, window: Window, *, is_last_known: bool = False) -> Statement:
    """What a row says about the days of a window, and how sure it is; of a hidden row, only that there is one."""
    is_for_these_days = window.is_met_by(row.valid_from or date.min, row.valid_to)
    is_estimate = row.basis is RowBasis.ESTIMATE or row.source is DisclosureSource.PUBLIC
    return Statement(
        supplier_id=row.supplier_id,
        product_id=row.product_id,
        category=row.category,
        family=row.product_family,
        facility_id=row.facility_id if row.is_visible else None,
        tier=Tier(row.tier) if row.is_visible else Tier.TX,
        relation=row.relation if row.is_visible else None,
        disclosure_id=row.disclosure_id,
        version_no=row.version_no,
        is_direct=is_for_these_days and any(window.is_met_by(first, last) for first, last in row.in_force),
        is_doubtful=is_estimate or row.status is DisclosureStatus.CONTESTED,
        is_stale=is_stale(row.confirmed_on, window.first),
        is_last_known=is_last_known,
    )
