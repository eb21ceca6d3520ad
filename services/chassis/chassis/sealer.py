"""The sealer gives journal rows their order: a position without gaps and a place in a hash chain.

Requests write rows without a place. A row is sealed only when no transaction that began before it can still
commit (its `xid` lies below the snapshot's xmin), so a follower that has read position n has missed nothing
before n. One sealer per database works at a time (advisory lock); it is woken by NOTIFY and swept by the clock.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from chassis import database_faults
from chassis.broadcast import Broadcast
from chassis.journal_chain import ENTRY, fault_of, link
from chassis.locks import Lock, try_hold_alone
from chassis.settings import for_asyncpg

log = logging.getLogger("chassis.sealer")

CHANNEL = "journal_written"
SEALED_CHANNEL = "journal_sealed"
SWEEP_SECONDS = 1.0
PAUSE_SECONDS = 0.01
PATIENCE_SECONDS = 30.0
"""For one statement: a server that vanishes without a word would keep the sealer waiting."""
BATCH = 1000

Listen = Callable[[asyncpg.Connection], Awaitable[None]]

# A row whose xid no transaction has had yet was restored from a backup of another cluster: nothing precedes it.
READY = f"""{ENTRY}
where journal.position is null
  and not exists (select from journal_quarantine where journal_quarantine.seq = journal.seq)
  and (journal.xid < pg_snapshot_xmin(pg_current_snapshot())
       or journal.xid >= pg_snapshot_xmax(pg_current_snapshot()))
order by journal.xid, journal.seq
limit $1"""

READY_NUMBERS = f"select seq from ({READY}) as waiting"  # noqa: S608

ONE = f"""{ENTRY}
where journal.seq = $1"""

QUARANTINE = "insert into journal_quarantine (seq, reason, at) values ($1, $2, platform_now())"

HEAD = "select position, chain from journal where position is not null order by position desc limit 1"

SEAL = """
update journal set position = sealed.position, chain = sealed.chain
from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as sealed(seq, position, chain)
where journal.seq = sealed.seq"""

ADD_READERS = """
insert into journal_hearers (org_id, position)
select distinct unnest(journal.audience), journal.position from journal where journal.seq = any($1::bigint[])"""


async def seal_once(connection: asyncpg.Connection) -> int:
    """Seal what can be sealed now; gives the number of rows, 0 also where another sealer is at work."""
    async with connection.transaction():
        if not await try_hold_alone(connection, Lock.SEALER):
            return 0
        found, rows = await _sound_rows(connection)
        if not rows:
            return found
        head = await connection.fetchrow(HEAD)
        position, chain = (head["position"], bytes(head["chain"])) if head else (0, b"")
        places: list[tuple[int, int, bytes]] = []
        for offset, row in enumerate(rows, start=1):
            chain = link(chain, row)
            places.append((row["seq"], position + offset, chain))
        await connection.execute(SEAL, *map(list, zip(*places, strict=True)))
        await connection.execute(ADD_READERS, [seq for seq, *_ in places])
        await connection.execute(f"notify {SEALED_CHANNEL}")
        return found


async def _sound_rows(connection: asyncpg.Connection) -> tuple[int, list[Any]]:
    """How many entries wait, at most a batch, and those of them that can be sealed; the others are put apart."""
    try:
        rows = await connection.fetch(READY, BATCH)
    except (ValueError, OverflowError):  # a value that Python cannot hold: find out whose
        numbers = await connection.fetch(READY_NUMBERS, BATCH)
        rows = [row for number in numbers if (row := await _readable(connection, number["seq"])) is not None]
        found = len(numbers)
    else:
        found = len(rows)
    faults = [(row["seq"], fault) for row in rows if (fault := fault_of(row))]
    for seq, fault in faults:
        await _put_apart(connection, seq, fault)
    apart = {seq for seq, _ in faults}
    return found, [row for row in rows if row["seq"] not in apart]


async def _readable(connection: asyncpg.Connection, seq: int) -> Any:
    """The entry, or None where it cannot be read and was put apart."""
    try:
        return await connection.fetchrow(ONE, seq)
    except (ValueError, OverflowError) as error:
        await _put_apart(connection, seq, f"it cannot be read: {type(error).__name__}")
        return None


async def _put_apart(connection: asyncpg.Connection, seq: int, reason: str) -> None:
    await connection.execute(QUARANTINE, seq, reason)
    log.error("journal entry %s is not sealed: %s", seq, reason)


class Notifier:
    """Wakes the sealers of all processes after a commit, at most once every few milliseconds.

    NOTIFY inside each request's transaction would take one cluster-wide lock per commit; this takes one per
    burst, and correctness never depends on it.
    """

    def __init__(self) -> None:
        self._notified = asyncio.Event()

    def notify(self) -> None:
        self._notified.set()

    async def carry(self, connection: asyncpg.Connection) -> None:
        while True:
            await self._notified.wait()
            self._notified.clear()
            await connection.execute(f"notify {CHANNEL}")
            await asyncio.sleep(PAUSE_SECONDS)


async def _session(url: str, notifier: Notifier, sealed: Broadcast, listen: Listen | None) -> None:
    """Seal over one set of connections until one of them fails."""
    written = Broadcast()
    with contextlib.ExitStack() as at_the_end:
        listening, working = [await _connected(url, at_the_end) for _ in range(2)]
        await listening.add_listener(CHANNEL, written.notify)
        await listening.add_listener(SEALED_CHANNEL, sealed.notify)
        if listen is not None:
            await listen(listening)
        carrier = asyncio.create_task(notifier.carry(listening))
        at_the_end.callback(carrier.cancel)
        while not carrier.done():
            ticket = written.ticket()
            while await seal_once(working) == BATCH:
                pass
            await asyncio.sleep(PAUSE_SECONDS)
            await Broadcast.wait(ticket, SWEEP_SECONDS)
        carrier.result()


async def _connected(url: str, at_the_end: contextlib.ExitStack) -> asyncpg.Connection:
    connection = await asyncpg.connect(url, timeout=5, command_timeout=PATIENCE_SECONDS)
    at_the_end.callback(connection.terminate)
    return connection


async def run_sealer(url: str, notifier: Notifier, sealed: Broadcast, *, listen: Listen | None = None) -> None:
    """Seal for ever, reconnecting where needed; `sealed` is notified when rows were sealed, here or elsewhere.

    `listen` is given each new connection, to hear on it of what else the processes of a service tell each other.
    """
    url = for_asyncpg(url)
    while True:
        try:
            await _session(url, notifier, sealed, listen)
        except Exception as error:  # one failure must not stop the feed for ever
            if database_faults.problem_of(error):
                log.warning("sealer lost its database: %s", type(error).__name__)
            else:
                log.exception("sealer failed")
        await asyncio.sleep(1)
