"""Spend: exact amounts by period, and their totals; nothing is extrapolated."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound


class SpendKind(StrEnum):
    """Whether an amount was paid (`actual`), planned (`budget`) or estimated (`estimate`)."""

    ACTUAL = "actual"
    BUDGET = "budget"
    ESTIMATE = "estimate"


class SpendNotFound(NotFound):
    """There is no record of spend with this id in this contract."""

    title = "Spend not found"


class PeriodsOverlap(Conflict):
    """Spend of this kind is already recorded for a part of this period; change that record instead."""

    title = "Periods overlap"


class PeriodNotOver(Invalid):
    """What was paid is complete when its period is over: set `complete` to false, or end the period earlier."""

    title = "The period is not over"


def check_over(last: date, *, kind: SpendKind, is_complete: bool, today: date) -> None:
    """`last` is the last day of the period; raises PeriodNotOver."""
    if kind is SpendKind.ACTUAL and is_complete and last > today:
        raise PeriodNotOver(
            f"The period ends on {last}, after today, {today}. Set `complete` to false, or give an earlier end.",
            pointer="/period_end",
        )


Sum = tuple[SpendKind, str, bool]
"""What may be added up: amounts of one kind, in one currency, all with or all without VAT."""


Totals = dict[Sum, tuple[Decimal, int]]
"""For each sum the exact total of complete periods, and how many incomplete ones were left out."""


def totals(rows: Iterable[tuple[Sum, Decimal, bool]]) -> Totals:
    sums: Totals = {}
    for key, amount, complete in rows:
        total, left_out = sums.get(key, (Decimal(0), 0))
        sums[key] = (total + amount, left_out) if complete else (total, left_out + 1)
    return sums
