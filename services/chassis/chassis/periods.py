"""Periods of days, first and last day included."""

from datetime import date

from chassis.problems import Invalid


class PeriodReversed(Invalid):
    """A period may not end before it starts; its first and last day may be the same."""

    title = "Dates are in the wrong order"


def check_period(first: date, last: date | None, *, pointer: str) -> None:
    """`last` is None where no end is known; raises PeriodReversed, pointing at the end."""
    if last is not None and last < first:
        raise PeriodReversed(f"The end {last} is before the start {first}.", pointer=pointer)
