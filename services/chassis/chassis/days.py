"""Days and instants that a caller may name: near enough for every date that is counted from them to exist."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


def near(instant: datetime) -> datetime:
    """The instant; raises ValueError where it is too far for its day to exist in every part of the world."""
    if not FIRST.year <= instant.year <= LAST.year:
        raise ValueError(f"must lie between {FIRST.year} and {LAST.year}")
    return instant


Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Instant = Annotated[datetime, AfterValidator(near)]
