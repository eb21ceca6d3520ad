"""Writing transactions that stay open: they hold back the events of all services, so they are reported and ended.

The oldest one on the server keeps the snapshot's xmin where it is (`chassis.sealer`). Every role may read the
snapshot, the locks on transaction ids and whose sessions they are, so nothing here needs a right of its own: a
session is ended over the role that it belongs to.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import make_url

from chassis import database_faults
from chassis.settings import ServiceSettings, Shared, for_asyncpg

log = logging.getLogger("chassis.open_transactions")

LOOK_SECONDS = 1.0
REPEAT_SECONDS = 60.0
"""After which a transaction that is still open is reported again."""

# Locks name a transaction by the lower 32 bits of its id; the sessions of other roles show no state.
IS_OF_TRANSACTION = "locktype = 'transactionid' and granted and mode = 'ExclusiveLock' and transactionid::text"
OLDEST = f"""
select oldest, exists (select from pg_locks where {IS_OF_TRANSACTION} = (oldest % 4294967296)::text) as is_open
from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest) as snapshot"""  # noqa: S608
HOLDERS = f"""
select pid, datname as database, usename as role, application_name as application, state, '' as prepared_as
from pg_locks join pg_stat_activity using (pid) where {IS_OF_TRANSACTION} = $1
union all
select null, database, owner, '', 'prepared', gid from pg_prepared_xacts where transaction::text = $1"""  # noqa: S608
END = f"select pg_terminate_backend(pid) from pg_locks where {IS_OF_TRANSACTION} = $1 and pid = $2"  # noqa: S608


@dataclass(slots=True)
class Horizon:
    """Since when the oldest writing transaction has been open, as far as this process has seen."""

    oldest: int = 0
    since: float = 0.0
    age: float = 0.0

    def move(self, oldest: int, at: float, *, is_open: bool) -> None:
        """Note the oldest transaction of a snapshot; where nobody writes, it has not begun yet."""
        if not is_open or oldest != self.oldest:
            self.oldest, self.since = oldest, at
        self.age = at - self.since


class OpenTransactions:
    """Looks every second. What is open for too long is an error in the log; our own sessions are ended later."""

    def __init__(
        self, settings: ServiceSettings, shared: Shared, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.alert_seconds = shared.transaction_alert_seconds
        self.end_seconds = shared.transaction_end_seconds
        self._url = for_asyncpg(settings.worker_database_url)
        urls = (settings.database_url, settings.worker_database_url)
        self._roles = {str(make_url(url).username): for_asyncpg(url) for url in urls}
        self._database = make_url(settings.worker_database_url).database
        self._clock = clock
        self._horizon = Horizon()
        self._report_at = 0.0

    def warning(self) -> str:
        """What an operator reads while events are held back; empty while they are not."""
        if self._horizon.age < self.alert_seconds:
            return ""
        return f"held back for {self._horizon.age:.0f} s by an open transaction; the log names it"

    async def watch(self) -> None:
        """Without end, over a connection of its own: the transaction may block every other one."""
        while True:
            try:
                async with _connected(self._url) as connection:
                    while True:
                        await self.look(connection)
                        await asyncio.sleep(LOOK_SECONDS)
            except Exception as error:  # the next look is another try
                self._horizon = Horizon()
                if not database_faults.problem_of(error):
                    log.exception("looking for open transactions has failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, connection: asyncpg.Connection) -> None:
        """Report the oldest writing transaction, and end it, where it is time for that."""
        found = await connection.fetchrow(OLDEST)
        before, now = self._horizon.age, self._clock()
        self._horizon.move(found["oldest"], now, is_open=found["is_open"])
        if self._horizon.age < self.alert_seconds:
            self._report_at = 0.0
            if before >= self.alert_seconds:
                log.warning("events go on: the transaction has ended after %.0f s", before)
            return
        number = str(self._horizon.oldest % 2**32)
        holders = [
            dict(row) | {"seconds": round(self._horizon.age)} for row in await connection.fetch(HOLDERS, number)
        ]
        if now >= self._report_at:
            self._report_at = now + REPEAT_SECONDS
            for holder in holders:
                _report(holder)
        if self._horizon.age >= self.end_seconds:
            for holder in holders:
                await self._end(number, holder)

    async def _end(self, number: str, holder: Mapping[str, Any]) -> None:
        """End the session of a holder if it belongs to this service."""
        url = self._roles.get(holder["role"])
        if url is None or holder["pid"] is None or holder["database"] != self._database:
            return
        async with _connected(url) as connection:
            if await connection.fetchval(END, number, holder["pid"]):
                log.error(
                    "process %d was ended: its transaction was open for too long", holder["pid"], extra=holder
                )


def _report(holder: Mapping[str, Any]) -> None:
    log.error(
        "a writing transaction has been open for %d s and holds back the events of all services:"
        " %s, role %s, application %s, database %s, %s (docs/operations.md, Events are late)",
        holder["seconds"],
        f"prepared as {holder['prepared_as']}" if holder["prepared_as"] else f"process {holder['pid']}",
        holder["role"],
        holder["application"] or "without a name",
        holder["database"],
        holder["state"] or "its state is shown to its own role only",
        extra={name: value for name, value in holder.items() if value},
    )


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    named = {"application_name": "open-transactions"}
    connection = await asyncpg.connect(
        url, timeout=5, command_timeout=5, statement_cache_size=0, server_settings=named
    )
    try:
        yield connection
    finally:
        connection.terminate()
