"""Contracts and spend as they were known on a day, as far as figures count them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from chassis.periods import check_period
from chassis.problems import Invalid
from suppliers.contracts.rules import BEFORE_AWARD, ContractStatus
from suppliers.spend.rules import SpendKind


class AsOfInFuture(Invalid):
    """What is known on a later day cannot be told yet. Use today or an earlier day."""

    title = "The day is in the future"


class PeriodGivenTwice(Invalid):
    """`year` already says which days are meant; leave out either `year` or both `from` and `to`."""

    title = "The period is given twice"


class Days(NamedTuple):
    """Days from the first to the last, both included; there are none where the last is before the first."""

    first: date = date.min
    last: date = date.max

    def within(self, other: "Days") -> "Days":
        return Days(max(self.first, other.first), min(self.last, other.last))

    @property
    def length(self) -> int:
        return max(0, (self.last - self.first).days + 1)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contracts are asked for; all of the caller's where nothing is named."""

    contract_id: UUID | None = None
    supplier_id: UUID | None = None
    framework_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contracts and days are asked for, and the day whose knowledge counts."""

    selection: Selection
    days: Days
    as_of: date


def years(first: int, last: int) -> Days:
    """The days of calendar years."""
    return Days(date(first, 1, 1), date(last, 12, 31))


def days_asked_for(year: int | None, first: date | None, last: date | None) -> Days:
    """The days that a caller names; raises PeriodGivenTwice, PeriodReversed."""
    if year is not None and (first or last):
        raise PeriodGivenTwice(pointer="/query/year")
    if year is not None:
        return years(year, year)
    days = Days(first or date.min, last or date.max)
    check_period(*days, pointer="/query/to")
    return days


def known_until(as_of: date | None, *, today: date) -> date:
    """The day whose knowledge counts, today unless another one is given; raises AsOfInFuture."""
    if as_of is not None and as_of > today:
        raise AsOfInFuture(f"{as_of} is after today, {today}.", pointer="/query/as_of")
    return as_of or today


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as it was known on a day; its names are those of today."""

    contract_id: UUID
    reference: str
    supplier_id: UUID
    supplier_name: str
    framework_id: UUID | None
    framework_reference: str | None
    status: ContractStatus
    days: Days
    is_hardware: bool
    is_monitored: bool

    def ran_in(self, days: Days) -> bool:
        return self.status not in BEFORE_AWARD and self.days.within(days).length > 0


def days_of(starts_on: date | None, ends_on: date | None, terminated_on: date | None) -> Days:
    """The days on which a contract runs; none of one that lacks them."""
    if starts_on is None or ends_on is None:
        return Days(date.max, date.min)
    return Days(starts_on, ends_on if terminated_on is None else min(ends_on, terminated_on - timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class KnownSpend:
    """A record of spend as it was known on a day."""

    contract: KnownContract
    kind: SpendKind
    currency: str
    vat_included: bool
    amount: Decimal
    is_complete: bool
    days: Days


@dataclass(frozen=True, slots=True)
class Counted:
    """What figures of spend are counted from."""

    asked: Asked
    contracts: list[KnownContract]
    """Those that ran in these days."""
    records: list[KnownSpend]
    """Those that lie within these days."""
    partly_outside: int
    """How many records lie only partly within these days."""


def of_kind(records: Iterable[KnownSpend], kind: SpendKind | None) -> list[KnownSpend]:
    """The records of one kind, or all of them."""
    return [record for record in records if kind in (None, record.kind)]


def without_spend(contracts: Iterable[KnownContract], records: Iterable[KnownSpend]) -> list[KnownContract]:
    """The contracts of which no paid amount is recorded."""
    known = {record.contract.contract_id for record in of_kind(records, SpendKind.ACTUAL)}
    return [each for each in contracts if each.contract_id not in known]


def split(records: Iterable[KnownSpend], days: Days) -> tuple[list[KnownSpend], int]:
    """The records that lie within some days, and how many lie there only partly: an amount is never divided."""
    within, partly = [], 0
    for record in records:
        if record.days.within(days) == record.days:
            within.append(record)
        elif record.days.within(days).length:
            partly += 1
    return within, partly
