"""Dates and instants as callers write them; none is so far away that a date counted from it would not exist."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticKnownError

from chassis.calendar_arithmetic import last_of_month
from chassis.clock import today

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
ZONE = ZoneInfo("Europe/Brussels")
"""Where the buyers are: midnight there is how a browser sends a day to us, 22:00Z or 23:00Z of the day before."""
MONTH = re.compile(r"\d{4}-\d{2}")
NUMBER = re.compile(r"\s*[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*")


def near(instant: datetime) -> datetime:
    """The instant; raises ValueError where it is too far for its day to exist in every part of the world."""
    if not FIRST.year <= instant.year <= LAST.year:
        raise ValueError(f"The year must be between {FIRST.year} and {LAST.year}.")
    return instant


def _day_of(value: Any) -> Any:
    """Of an instant its day in `ZONE`; without an offset the day as it is written."""
    if not isinstance(value, str) or value[10:11] not in ("T", "t", " "):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return near(instant).astimezone(ZONE).date() if instant.tzinfo else instant.date()


def _first_of(value: Any) -> Any:
    return f"{value}-01" if isinstance(value, str) and MONTH.fullmatch(value) else value


def _last_of(value: Any) -> Any:
    """The month's last day, or today while the month has not passed; what is no month is judged by `Day`."""
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        return value
    try:
        last = last_of_month(date.fromisoformat(f"{value}-01"))
    except ValueError:
        return value
    now = today()
    return now if (now.year, now.month) == (last.year, last.month) else last


def _written_day(value: Any) -> Any:
    """A number is no day: it could count seconds, or days since any other one."""
    if isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise PydanticKnownError("date_type")
    return value


def _written_instant(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise PydanticKnownError("datetime_type")
    return value


Day = Annotated[date, Field(ge=FIRST, le=LAST), BeforeValidator(_written_day)]
Instant = Annotated[AwareDatetime, AfterValidator(near), BeforeValidator(_written_instant)]
DueDate = Annotated[
    Day,
    BeforeValidator(_day_of),
    Field(description="The last day, in UTC. A date with a time means its day in Brussels."),
]
PeriodStart = Annotated[
    Day, BeforeValidator(_first_of), Field(description="A day. A month (`2026-03`) means its first day.")
]
PeriodEnd = Annotated[
    Day,
    BeforeValidator(_last_of),
    Field(description="A day. A month (`2026-04`) means its last day, today for the current one."),
]
