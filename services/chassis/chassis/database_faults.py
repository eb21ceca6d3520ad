"""Whether an error means that the database is away, and what the caller is told then. Only this module decides it.

The errors come from three libraries (SQLAlchemy, its adapter, asyncpg) and from the system, and wrap each other; so
the whole chain is looked at.
"""

import errno
import socket
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.problems import ConcurrentChange, Problem, StorageFull, Unavailable

GIVEN_UP = ("40001", "40P01")
"""A transaction that the database has rolled back in favour of another one."""
DISK_FULL = "53100"
READ_ONLY = "25006"
AWAY = ("08", "28", "3D000", "53", "57", "58", "25P03", "25P04")
"""How the SQLSTATEs begin of a database that cannot be reached, refuses everybody, starts, stops or fails."""
NO_NETWORK = frozenset(
    {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.ENOTCONN}
)
ENDED = ("closed", "closing", "released back", "lost", "terminated")
"""Words of asyncpg for a connection or a pool that has ended; it has no class for that."""


def problem_of(error: BaseException) -> Problem | None:
    """The refusal that says what is wrong with the database; None for an error of another kind."""
    for one in _chain(error):
        code = str(getattr(one, "sqlstate", None) or "")
        if code in GIVEN_UP:
            return ConcurrentChange()
        if code == DISK_FULL:
            return StorageFull("The disk of the database is full, so nothing was saved.")
        if code == READ_ONLY:
            return Unavailable("The database takes no changes at the moment.")
        if code.startswith(AWAY) or _is_lost(one):
            return Unavailable("The database does not answer.")
    return None


def is_away(error: BaseException) -> bool:
    """Whether the database may not even have heard the end of what it was asked."""
    return isinstance(problem_of(error), Unavailable) and not isinstance(problem_of(error), ConcurrentChange)


def _is_lost(error: BaseException) -> bool:
    if isinstance(error, DBAPIError):
        return bool(error.connection_invalidated)
    if isinstance(error, asyncpg.InterfaceError):
        return any(word in str(error) for word in ENDED)
    if isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        return error.errno in NO_NETWORK or str(error).startswith("Multiple exceptions: ")
    return isinstance(error, OSError | PoolTimeout | asyncpg.InternalClientError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it wraps, and what it was raised from."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or any(one is known for known in seen):
            continue
        seen.append(one)
        yield one
        waiting += [getattr(one, "orig", None), one.__cause__]
