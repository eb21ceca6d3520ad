"""The platform's time: the one place where services and jobs ask what time it is (in SQL: `chassis.sql_time`).

It is real time, plus a shift that only a test clock sets. Each service keeps the shift in its database, each
process a copy of it here. Time moves forwards only.
"""

from datetime import UTC, date, datetime, timedelta

from chassis.real_time import real_now


class _Shift:
    """How far this process is ahead of real time."""

    value = timedelta()


def now() -> datetime:
    return real_now() + _Shift.value


def today() -> date:
    """The business date, in UTC."""
    return now().date()


def shift() -> timedelta:
    return _Shift.value


def shift_by(shift: timedelta) -> None:
    """Be that far ahead of real time from now on; a smaller shift than the present one changes nothing."""
    _Shift.value = max(_Shift.value, shift)


def in_utc(moment: datetime) -> datetime:
    """The same instant as every answer writes it; raises ValueError where no calendar has it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("In UTC the year must be between 1 and 9999.") from None
