"""What lists are read over: a pool of read-only connections that know their tenant, or a transaction under way."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.connections import one_connection
from chassis.settings import ServiceSettings, Shared, for_asyncpg


class OwnConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """Remembers its tenant: only a change of tenant costs a message.

    The setting lives on the connection, not in a transaction, so `serve` is called before each fetch;
    row-level security reads it from there.
    """

    __slots__ = ("_tenant",)

    async def serve(self, org: UUID) -> None:
        """From here on the connection sees this tenant's rows."""
        if getattr(self, "_tenant", None) != org:
            self._tenant = None
            await self.execute(f"set app.org = '{org}'")
            self._tenant = org

    async def dismiss(self) -> None:
        """The request is done; the connection keeps the tenant."""


class BorrowedConnection(asyncpg.Connection):  # type: ignore[misc]
    """Behind PgBouncer in transaction mode a tenant lasts for one transaction."""

    async def serve(self, org: UUID) -> None:
        await self.execute(f"BEGIN READ ONLY; SELECT set_config('app.org', '{org}', true)")

    async def dismiss(self) -> None:
        if not self.is_closed():
            await self.execute("COMMIT")


async def open_read_pool(settings: ServiceSettings, shared: Shared) -> asyncpg.Pool:
    pooled: dict[str, Any] = {"connection_class": BorrowedConnection, "statement_cache_size": 0}
    own: dict[str, Any] = {
        "connection_class": OwnConnection,
        "server_settings": {"jit": "off", "default_transaction_read_only": "on"},
    }
    return await asyncpg.create_pool(
        for_asyncpg(settings.database_url),
        min_size=1,
        max_size=settings.read_pool_size,
        command_timeout=30,
        reset=_as_it_is,
        **(pooled if shared.pgbouncer else own),
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nothing to reset: a connection keeps its tenant, or has none."""


Source = Callable[[UUID], AbstractAsyncContextManager[asyncpg.Connection]]
"""Lends a connection that sees the rows of one organisation."""


def from_pool(pool: asyncpg.Pool) -> Source:
    """A connection of the pool, for lists that need no transaction."""

    @asynccontextmanager
    async def lend(org: UUID) -> AsyncIterator[asyncpg.Connection]:
        with one_connection():
            async with pool.acquire() as connection:
                await connection.serve(org)
                try:
                    yield connection
                finally:
                    await connection.dismiss()

    return lend


def from_transaction(session: AsyncSession) -> Source:
    """The connection of a request's transaction, whose tenant is the caller's: no second one is needed."""

    @asynccontextmanager
    async def lend(_: UUID) -> AsyncIterator[asyncpg.Connection]:
        connection = await session.connection()
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101  # narrows the type: the connection is in use
        if not driver.is_in_transaction():
            await connection.execute(text("select 1"))  # SQLAlchemy begins with the first statement
        yield driver

    return lend
