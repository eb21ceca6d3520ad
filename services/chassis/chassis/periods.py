"""Periods of days, first and last day included, and days that have come."""

from datetime import date

from chassis.problems import Invalid


class PeriodReversed(Invalid):
    """A period may not end before it starts; its first and last day may be the same."""

    title = "Dates are in the wrong order"


def check_period(first: date, last: date | None, *, pointer: str) -> None:
    """`last` is None where no end is known; raises PeriodReversed, pointing at the end."""
    if last is not None and last < first:
        raise PeriodReversed(f"The end {last} is before the start {first}.", pointer=pointer)


class DayToCome(Invalid):
    """What has happened is recorded when it has: the day is today or earlier."""

    title = "The day is in the future"


def check_past(*, today: date, **days: date | None) -> None:
    """`days` are by their fields, whose parts are separated by two underscores; raises DayToCome."""
    for name, day in days.items():
        if day is not None and day > today:
            raise DayToCome(f"{day} is in the future.", pointer="/" + name.replace("__", "/"))
