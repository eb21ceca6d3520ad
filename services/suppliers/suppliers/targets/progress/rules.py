"""Progress of a target on a day, from the contracts and the spend that count on that day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

ONE_DECIMAL = Decimal("0.1")


class Counted(NamedTuple):
    """A contract that the target is about, and whether it has what the target asks for."""

    contract_id: UUID
    counts: bool


class Spent(NamedTuple):
    """An amount that was spent under a contract; `is_usable`: complete, and within the period as a whole."""

    contract_id: UUID
    currency: str
    vat_included: bool
    amount: Decimal
    is_complete: bool
    is_within: bool


@dataclass(frozen=True, slots=True)
class SpendShare:
    """Spend under contracts that count, and under all, in one currency and with the same treatment of VAT."""

    currency: str
    vat_included: bool
    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal | None:
        return percent_of(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Progress:
    """`known` and `unknown` are contracts of which spend in the period is known, and of which it is not."""

    numerator: int
    denominator: int
    shares: Sequence[SpendShare]
    known: int
    unknown: int
    left_out: Mapping[str, int] = field(default_factory=dict)


def percent_of(numerator: Decimal | int, denominator: Decimal | int) -> Decimal | None:
    """One decimal, half-up; None where the denominator is 0."""
    if denominator == 0:
        return None
    return (Decimal(100) * numerator / denominator).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def progress(contracts: Iterable[Counted], spend: Iterable[Spent]) -> Progress:
    """Amounts in different currencies, or with and without VAT, are not added; nothing is extrapolated."""
    of = {each.contract_id: each.counts for each in contracts}
    sums: dict[tuple[str, bool], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    known: set[UUID] = set()
    left_out: Counter[str] = Counter()
    for each in spend:
        if each.contract_id not in of:
            continue
        if not each.is_complete or not each.is_within:
            left_out["spend_incomplete" if not each.is_complete else "spend_of_another_period"] += 1
            continue
        known.add(each.contract_id)
        parts = sums[each.currency, each.vat_included]
        parts[1] += each.amount
        if of[each.contract_id]:
            parts[0] += each.amount
    shares = [SpendShare(*key, *sums[key]) for key in sorted(sums)]
    return Progress(sum(of.values()), len(of), shares, len(known), len(of) - len(known), left_out)


def expected_on(day: date, *, baseline: tuple[int, Decimal] | None, target: tuple[int, Decimal]) -> Decimal | None:
    """Where a straight line from the end of the baseline's year to the end of the target's year is on a day.

    None without a baseline, and before the end of its year; from the end of the target's year on it is the target.
    """
    if baseline is None:
        return None
    first, last = (date(year, 12, 31) for year, _ in (baseline, target))
    if day < first:
        return None
    if day >= last:
        return target[1]
    way = Decimal((day - first).days) / Decimal((last - first).days)
    return (baseline[1] + (target[1] - baseline[1]) * way).quantize(ONE_DECIMAL, ROUND_HALF_UP)
