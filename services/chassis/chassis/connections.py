"""One connection of the database at a time for each request.

A request that waits for a second connection while it holds a first one keeps others waiting; as soon as there are
as many of them as the pool has connections, all wait until a time limit. So a second one is refused at once, also
where the pool has one to spare: every test that sends such a request fails.

For the same reason a request that holds one reads no file and asks no other service: either may take long.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry
from starlette.types import ASGIApp, Receive, Scope, Send

WAIT_SECONDS = 10.0
"""For which a request waits for a free connection; then it is refused, so that no queue grows."""


class SecondConnection(RuntimeError):
    """A request has asked for a connection while it holds one: a mistake of the program."""


class WaitsWithConnection(RuntimeError):
    """A request waits for a file or another service while it holds a connection: a mistake of the program."""


class Turn:
    """Whether a request holds a connection now; the tasks that it starts share it."""

    def __init__(self) -> None:
        self.is_taken = False
        self.keeps_key = False
        self._request = asyncio.current_task()
        self._holder: asyncio.Task[Any] | None = None

    def take(self) -> None:
        """Raises SecondConnection."""
        if self.is_taken:
            raise SecondConnection("A request may hold one connection of the database at a time.")
        self.is_taken = True
        self._holder = asyncio.current_task()

    def is_held_here(self) -> bool:
        """Whether this task would keep the connection waiting, and not only one that runs beside it."""
        return self.is_taken and self._holder in (self._request, asyncio.current_task())

    def give_back(self) -> None:
        self.is_taken = False


_TURN: ContextVar[Turn | None] = ContextVar("turn", default=None)
"""That of the request; None for work that no request waits for."""


@contextmanager
def no_request() -> Iterator[None]:
    """What happens within is not counted as the request's: a job that it has started and waits for."""
    before = _TURN.set(None)
    try:
        yield
    finally:
        _TURN.reset(before)


def keep_for_key() -> None:
    """The request has an Idempotency-Key, whose lock it holds from its start to its end."""
    if turn := _TURN.get():
        turn.keeps_key = True


def refuse_to_wait(what: str, *, even_with_key: bool = True) -> None:
    """Raises WaitsWithConnection if the request would wait for `what` while it holds a connection.

    One with an Idempotency-Key may where `even_with_key` is false: its transaction holds the lock of the key.
    """
    turn = _TURN.get()
    if turn is not None and turn.is_held_here() and (even_with_key or not turn.keeps_key):
        raise WaitsWithConnection(f"A request may not wait for {what} while it holds a connection.")


def taken_turn() -> Turn | None:
    """Count a connection of another pool than SQLAlchemy's until the turn is given back; raises SecondConnection.

    None where no request waits.
    """
    turn = _TURN.get()
    if turn is not None:
        turn.take()
    return turn


def count_connections(engine: AsyncEngine) -> None:
    """Refuse a request its second connection from any engine."""
    event.listen(engine.sync_engine, "checkout", _take)
    event.listen(engine.sync_engine, "checkin", _give_back)


def _take(_: object, entry: ConnectionPoolEntry, *__: object) -> None:
    turn = _TURN.get()
    if turn is not None:
        turn.take()
        entry.info["turn"] = turn


def _give_back(_: object, entry: ConnectionPoolEntry) -> None:
    turn: Turn | None = entry.info.pop("turn", None)
    if turn is not None:
        turn.give_back()


class OneConnection:
    """Gives each request its turn."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        before = _TURN.set(Turn())
        try:
            await self.app(scope, receive, send)
        finally:
            _TURN.reset(before)
