"""Spend: exact amounts by period, added up and never extrapolated."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from chassis.problems import Conflict, NotFound


class SpendKind(StrEnum):
    """What a figure of spend is."""

    ACTUAL = "actual"
    BUDGET = "budget"
    ESTIMATE = "estimate"


class SpendNotFound(NotFound):
    """No record of spend with this id on this contract."""

    title = "Spend not found"


class PeriodsOverlap(Conflict):
    """Spend of this kind is recorded for part of this period already: correct that one."""

    title = "Periods overlap"


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
