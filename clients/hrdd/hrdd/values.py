"""Values as people type them; what cannot be read is refused before anything is sent."""

from datetime import UTC, date, datetime
from uuid import UUID

import typer


def an_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is not an id; copy it from the API: 36 hexadecimal digits and hyphens.'
        ) from None


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a date; write YYYY-MM-DD.') from None


def a_start(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M" if "T" in text else "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a date and time; write YYYY-MM-DDTHH:MM.') from None
