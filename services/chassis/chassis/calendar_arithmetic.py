"""Calendar arithmetic: months and years of different lengths and working days, in the one place that does it."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta


def shifted(day: date, *, months: int = 0, days: int = 0) -> date:
    """So many calendar months later, on the month's last day where the day does not exist, then so many days later.

    Negative numbers go back. Raises ValueError or OverflowError where the calendar ends.
    """
    return day + relativedelta(months=months, days=days)


def later(instant: datetime, **parts: int) -> datetime:
    """So many `years`, `months`, `weeks`, `days`, `hours`, `minutes` and `seconds` later, the longest first.

    Raises ValueError or OverflowError where the calendar ends.
    """
    return instant + relativedelta(**parts)  # type: ignore[arg-type]  # its fields are typed one by one


def same_day(day: date, year: int) -> date:
    """The day in another year; of 29 February, the 28th where there is none."""
    return day + relativedelta(year=year)


def working_days_after(day: date, number: int) -> date:
    """So many working days later, Monday to Friday. Public holidays count as working days: they differ by place.

    The SQL function `working_days_after` of the suppliers service is the same.
    """
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def first_of_month(day: date) -> date:
    return day + relativedelta(day=1)


def last_of_month(day: date) -> date:
    return day + relativedelta(day=31)


def whole_months(first: date, last: date) -> tuple[date, date]:
    """A period extended to whole months, for readers who may not know its days."""
    return first_of_month(first), last_of_month(last)


def year_until(day: date) -> tuple[date, date]:
    """The twelve months that end on a day: their first and their last day."""
    return shifted(day, months=-12, days=1), day
