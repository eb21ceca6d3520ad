"""Transactions before it is known who calls, and on behalf of one tenant after another."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.database import CALLER_ORG


async def anonymous_transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction, committed before the answer leaves; row-level security shows it no tenant's rows."""
    CALLER_ORG.set(None)
    async with request.app.state.sessions() as session, session.begin():
        yield session
    request.app.state.notifier.notify()


AnonymousSession = Annotated[AsyncSession, Depends(anonymous_transaction, scope="function")]


async def act_for(session: AsyncSession, organisation: UUID) -> None:
    """From here on this transaction reads and writes the rows of that organisation, and of no other."""
    connection = await session.connection()
    await connection.execute(
        text("select set_config('app.org', :organisation, true)"), {"organisation": str(organisation)}
    )


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
