"""Runs plain SQL where an ORM statement would say less."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def fetch_rows(session: AsyncSession, statement: str, **values: Any) -> Sequence[Any]:
    """The rows that a statement returns; empty where it only writes."""
    connection = await session.connection()
    result = await connection.execute(text(statement), values)
    return result.all() if result.returns_rows else ()
