"""The one place that asks what time it is."""

from datetime import UTC, date, datetime


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The business date, in UTC."""
    return now().date()


def in_utc(moment: datetime) -> datetime:
    """The same instant as every answer writes it; raises ValueError where no calendar has it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie within the years 1 to 9999 in UTC") from None
