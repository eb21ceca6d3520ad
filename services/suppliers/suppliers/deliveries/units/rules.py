"""Units of a product by year; a delivery that lasts over the turn of a year is not divided among the years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitsOfYears:
    """Units delivered within each year, and those of deliveries that are in no single year."""

    by_year: dict[int, int]
    across_years: int


def units_of(deliveries: Iterable[tuple[date, date | None, int]]) -> UnitsOfYears:
    """`deliveries` have their first day, their last day (None: that day, or without an end) and their units."""
    by_year: dict[int, int] = {}
    across = 0
    for first, last, units in deliveries:
        if first.year == (last or first).year:
            by_year[first.year] = by_year.get(first.year, 0) + units
        else:
            across += units
    return UnitsOfYears(dict(sorted(by_year.items())), across)
