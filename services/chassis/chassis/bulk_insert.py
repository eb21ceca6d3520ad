"""Inserting many rows of one table in one message to the database, however many there are."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


@cache
def _statement(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"insert into {table} ({names}) select {names} from json_populate_recordset(null::{table}, $1)"  # noqa: S608


def _plain(value: object) -> str:
    return str(value)


async def insert_many(session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; constraints and row-level security apply as to any insert.

    Values are those that JSON has: no `bytes`. Raises IntegrityError like a single insert; then no row is inserted.
    """
    if not rows:
        return
    await session.flush()
    connection = await session.connection()
    name = str(table.__tablename__)
    document = orjson.dumps(list(rows), _plain).decode()
    await connection.exec_driver_sql(_statement(name, tuple(rows[0])), (document,))
