"""Days on the wire."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _day_of(value: Any) -> Any:
    """An instant is due on its day."""
    return value[:10] if isinstance(value, str) and value[10:11] == "T" else value


DueDate = Annotated[
    date, BeforeValidator(_day_of), Field(description="the last day, in UTC; of an instant its day is taken")
]
