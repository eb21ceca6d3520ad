"""Days on the wire."""

import re
from calendar import monthrange
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chassis.clock import today
from chassis.days import Day

MONTH = re.compile(r"(\d{4})-(\d{2})")


def _day_of(value: Any) -> Any:
    """An instant is due on its day."""
    return value[:10] if isinstance(value, str) and value[10:11] == "T" else value


def _first_of(value: Any) -> Any:
    return f"{value}-01" if isinstance(value, str) and MONTH.fullmatch(value) else value


def _last_of(value: Any) -> Any:
    """The month's last day, or today while the month has not passed."""
    if not isinstance(value, str) or not (month := MONTH.fullmatch(value)):
        return value
    year, number = map(int, month.groups())
    last = f"{value}-{monthrange(year, number)[1]:02}"
    return min(last, today().isoformat()) if last[:7] == today().isoformat()[:7] else last


DueDate = Annotated[
    Day, BeforeValidator(_day_of), Field(description="the last day, in UTC; of an instant its day is taken")
]
PeriodStart = Annotated[
    Day, BeforeValidator(_first_of), Field(description="a day; of a month (`2026-03`) the first is taken")
]
PeriodEnd = Annotated[
    Day,
    BeforeValidator(_last_of),
    Field(description="a day; of a month (`2026-04`) the last is taken, or today while it runs"),
]
