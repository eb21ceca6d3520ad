"""What lists are read over: a pool of read-only connections that know their tenant, or a transaction under way."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import monotonic
from types import TracebackType
from typing import Any
from uuid import UUID

import asyncpg
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.caller_proofs import LIFE_SECONDS, Borrowed, CallerProofs, ProvenConnection, proven
from chassis.connections import WAIT_SECONDS, taken_turn
from chassis.database import driver_of
from chassis.settings import ServiceSettings, Shared, for_asyncpg


class OwnConnection(ProvenConnection):
    """Remembers its tenant: only a change of tenant, or a proof that grows old, costs a message.

    The setting lives on the connection, not in a transaction, so `serve` is called before each fetch;
    row-level security reads it from there.
    """

    __slots__ = ("_renew_at", "_tenant")
    _tenant: UUID | None
    _renew_at: float

    async def serve(self, org: UUID) -> None:
        """From here on the connection sees this tenant's rows."""
        if getattr(self, "_tenant", None) != org or monotonic() > self._renew_at:
            self._tenant = None
            await self.act_for(org, in_transaction=False)
            self._renew_at = monotonic() + LIFE_SECONDS / 2
            self._tenant = org

    async def dismiss(self) -> None:
        """The request is done; the connection keeps the tenant."""


class BorrowedConnection(Borrowed, ProvenConnection):
    """Behind PgBouncer in transaction mode a tenant lasts for one transaction."""

    async def serve(self, org: UUID) -> None:
        await self.execute("BEGIN READ ONLY")
        await self.act_for(org)

    async def dismiss(self) -> None:
        if not self.is_closed():
            await self.execute("COMMIT")


async def open_read_pool(settings: ServiceSettings, shared: Shared, proofs: CallerProofs) -> asyncpg.Pool:
    pooled: dict[str, Any] = {"connection_class": proven(BorrowedConnection, proofs), "statement_cache_size": 0}
    own: dict[str, Any] = {
        "connection_class": proven(OwnConnection, proofs),
        "server_settings": {"jit": "off", "default_transaction_read_only": "on"},
    }
    return await asyncpg.create_pool(
        for_asyncpg(settings.database_url),
        min_size=1,
        max_size=settings.read_pool_size,
        timeout=WAIT_SECONDS,
        command_timeout=30,
        reset=_as_it_is,
        **(pooled if shared.pgbouncer else own),
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Nothing to reset: a connection keeps its tenant, or has none."""


Source = Callable[[UUID], AbstractAsyncContextManager[asyncpg.Connection]]
"""Lends a connection that sees the rows of one organisation."""


class _Lent:
    """A connection of the pool for a request; a plain class, because it is part of every list."""

    __slots__ = ("_connection", "_org", "_pool", "_turn")

    def __init__(self, pool: asyncpg.Pool, org: UUID) -> None:
        self._pool = pool
        self._org = org

    async def __aenter__(self) -> asyncpg.Connection:
        self._turn = taken_turn()
        try:
            wait = None if self._pool.get_idle_size() else WAIT_SECONDS  # a limit costs as much as the rest of it
            self._connection = await self._pool.acquire(timeout=wait)
        except BaseException:
            self._return_turn()
            raise
        try:
            await self._connection.serve(self._org)
        except BaseException:
            await self._leave()
            raise
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                await self._connection.dismiss()
            else:
                await _give_up(self._connection)
        finally:
            await self._leave()

    async def _leave(self) -> None:
        try:
            await self._pool.release(self._connection)
        finally:
            self._return_turn()

    def _return_turn(self) -> None:
        if self._turn is not None:
            self._turn.give_back()


def from_pool(pool: asyncpg.Pool) -> Source:
    """A connection of the pool, for lists that need no transaction."""
    return lambda org: _Lent(pool, org)


async def _give_up(connection: asyncpg.Connection) -> None:
    """After a failure nobody may get a connection in the middle of something.

    One that the server has closed is gone already; the pool makes a new one.
    """
    try:
        await connection.dismiss()
    except Exception:  # whatever it is, it has ended; the caller is told the first error
        with contextlib.suppress(Exception):
            connection.terminate()


def from_transaction(session: AsyncSession) -> Source:
    """The connection of a request's transaction, whose tenant is the caller's: no second one is needed."""

    @asynccontextmanager
    async def lend(_: UUID) -> AsyncIterator[asyncpg.Connection]:
        yield await driver_of(session)

    return lend
