"""Plain SQL statements where an ORM statement would say less."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def rows(session: AsyncSession, statement: str, **values: Any) -> Sequence[Any]:
    """What a statement in plain SQL gives, such as the look-ups at the door; nothing where it only writes."""
    connection = await session.connection()
    result = await connection.execute(text(statement), values)
    return result.all() if result.returns_rows else ()


async def let_read(session: AsyncSession, table: str, row: UUID, readers: Sequence[UUID]) -> None:
    """Grant organisations the reading of a row that the present tenant owns."""
    statement = "select grant_row(cast(:kind as regclass), :row, :reader)"
    for reader in readers:
        await rows(session, statement, kind=table, row=row, reader=reader)
