"""Many rows of one table in one message: PostgreSQL takes them apart, so their number costs no round trip."""

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
    """Insert rows that all name the same columns; constraints and row-level security hold as for any insert.

    Values are what JSON can say: no `bytes`. Raises IntegrityError as a single insert does, and then none is in.
    """
    if not rows:
        return
    await session.flush()
    connection = await session.connection()
    name = str(table.__tablename__)
    document = orjson.dumps(list(rows), _plain).decode()
    await connection.exec_driver_sql(_statement(name, tuple(rows[0])), (document,))
