"""The one place that asks what time it is."""

from datetime import UTC, date, datetime


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The business date, in UTC."""
    return now().date()
