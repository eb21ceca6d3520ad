"""Plain SQL statements where an ORM statement would say less."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def rows(session: AsyncSession, statement: str, **values: Any) -> Sequence[Any]:
    """What a statement in plain SQL gives, such as the look-ups at the door; nothing where it only writes."""
    connection = await session.connection()
    result = await connection.execute(text(statement), values)
    return result.all() if result.returns_rows else ()
