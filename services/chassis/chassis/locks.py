"""Advisory locks: every one there is, by name, in the order in which a transaction may take them.

Two transactions that take the same locks in different orders can wait for each other without end, so the order of
`Lock` is binding: to take a lock after one that comes later is a mistake of the program and raises `OutOfOrder`.
A transaction that needs several keys of one lock takes them in ascending order, or the lock says why it need not.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession


class OutOfOrder(RuntimeError):
    """A transaction has taken a lock after one that comes later in the order."""


@dataclass(frozen=True)
class Spec:
    """What one lock protects; `number` tells its keys from those of all others and never changes."""

    number: int
    protects: str
    in_any_order: str = ""
    """Why a transaction may take several of its keys in any order; empty where it may not."""


class Lock(Enum):
    """All locks, first to last. Those of the services are here too, so that one page shows the whole order."""

    PROVISIONING = Spec(0x68726464, "roles and databases, made by one launcher at a time")
    MIGRATION = Spec(0xA1E3, "a service's schema, migrated by one process at a time")
    SEALER = Spec(0x5EA1, "the journal's order, given by one sealer at a time")
    JOB = Spec(1, "a scheduled job, by its name: one process of a service runs it at a time")
    UNFINISHED = Spec(2, "an unfinished thing, by its id: one process works on it at a time")
    FEED = Spec(3, "a follower's cursor, by the feed's name")
    IDEMPOTENCY_KEY = Spec(4, "an Idempotency-Key, by organisation, person and key: the second request is refused")
    SUPPLIER_ORGANISATION = Spec(
        5,
        "gateway: which organisations speak for a supplier, by the supplier's id",
        in_any_order="a request takes one; the command that makes the first accounts has no rival",
    )
    DIALOGUE_PARTIES = Spec(
        6,
        "dialogue: who takes part in the dialogues of a buyer with a supplier, by both ids",
        in_any_order="a request takes one; a follower takes those of a page of events and tries again",
    )
    CONTRACT_NOTICE = Spec(15, "suppliers: the notices of a procedure that a buyer imports, by both: one at a time")
    SUPPLIER_NAMES = Spec(13, "suppliers: the names of the market parties of a country: each is registered once")
    CONTRACT_REFERENCE = Spec(14, "suppliers: a reference of a buyer's contracts, by both: it is used once")
    CLAUSE_TEMPLATE = Spec(21, "suppliers: the versions of a buyer's clause template, by buyer and code")
    PRODUCT_NUMBER = Spec(7, "suppliers: a model number of a brand, by both: it is registered once")
    DISCLOSURE_SUBJECT = Spec(8, "suppliers: the version numbers of a disclosure, by owner, supplier and subject")
    DISCLOSURE_VERSION = Spec(9, "suppliers: the state of a disclosure version, by its id")
    FACILITY_REGISTER = Spec(10, "suppliers: new facilities, so that two lists which name a new one make it once")
    EQUIVALENCE_DOSSIER = Spec(31, "suppliers: the state of an equivalence dossier, by its id")
    SUPPLIER_READERS = Spec(
        11,
        "suppliers: who reads what a buyer holds about a supplier, by the supplier's id; shared by those who write"
        " rows, exclusive for a change of readers",
        in_any_order="a request takes them in ascending order; a follower may not, and tries again",
    )
    CONTACT_POST = Spec(12, "suppliers: who is a supplier's first clause contact, by buyer and supplier")

    @property
    def number(self) -> int:
        return self.value.number

    @property
    def place(self) -> int:
        """Its place in the order."""
        return ORDER[self]


ORDER = {lock: place for place, lock in enumerate(Lock)}

NUMBERED = "hashtextextended(cast(:key as text), :number)"
HOLD = text(f"select pg_advisory_xact_lock({NUMBERED})")
SHARE = text(f"select pg_advisory_xact_lock_shared({NUMBERED})")
TRY = text(f"select pg_try_advisory_xact_lock({NUMBERED})")
WAIT = text(f"select pg_advisory_lock({NUMBERED})")
TAKE = text(f"select pg_try_advisory_lock({NUMBERED})")
LEAVE = text(f"select pg_advisory_unlock({NUMBERED})")

_held: WeakKeyDictionary[SessionTransaction, list[tuple[Lock, str]]] = WeakKeyDictionary()
"""What each transaction under way has taken, in its order."""


def _values(lock: Lock, key: tuple[object, ...]) -> dict[str, object]:
    return {"key": "/".join(map(str, key)), "number": lock.number}


def _take_place(session: AsyncSession, lock: Lock, key: str) -> None:
    """Remember what the transaction takes; raises OutOfOrder. What it has already it may take again."""
    transaction = session.sync_session.get_transaction()
    if transaction is None:
        raise OutOfOrder(f"{lock.name} is taken outside a transaction")
    held = _held.setdefault(transaction, [])
    if (lock, key) in held:
        return
    last, last_key = held[-1] if held else (lock, key)
    if lock.place < last.place:
        raise OutOfOrder(f"{lock.name} is taken after {last.name}")
    if lock is last and key < last_key and not lock.value.in_any_order:
        raise OutOfOrder(f"{lock.name} of {key} is taken after that of {last_key}")
    held.append((lock, key))


async def hold(session: AsyncSession, lock: Lock, *key: object, shared: bool = False) -> None:
    """Take the lock for the rest of the transaction, as soon as no other transaction has it.

    With `shared`, others may share it meanwhile. Raises OutOfOrder.
    """
    connection = await session.connection()
    values = _values(lock, key)
    _take_place(session, lock, str(values["key"]))
    await connection.execute(SHARE if shared else HOLD, values)


async def try_hold(session: AsyncSession, lock: Lock, *key: object) -> bool:
    """Take the lock for the rest of the transaction, or give False where another one has it now."""
    connection = await session.connection()
    values = _values(lock, key)
    _take_place(session, lock, str(values["key"]))
    return bool((await connection.execute(TRY, values)).scalar())


@contextlib.asynccontextmanager
async def holding(connection: AsyncConnection, lock: Lock, *key: object, wait: bool = False) -> AsyncIterator[bool]:
    """Whether the connection has the lock now, over all its transactions; a lost connection loses it too.

    With `wait` it becomes true as soon as no other connection has the lock.
    """
    values = _values(lock, key)
    taken = (await connection.execute(WAIT if wait else TAKE, values)).scalar()
    is_ours = wait or bool(taken)
    await connection.commit()
    try:
        yield is_ours
    finally:
        if is_ours and not connection.closed and not connection.invalidated:
            await connection.execute(LEAVE, values)
            await connection.commit()


async def try_hold_alone(connection: asyncpg.Connection, lock: Lock) -> bool:
    """Take a lock that has no keys for the rest of a bare connection's transaction, or give False."""
    return bool(await connection.fetchval("select pg_try_advisory_xact_lock($1)", lock.number))
