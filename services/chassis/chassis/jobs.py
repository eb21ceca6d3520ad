"""The job runner: work that outlives a request, done step by step by whichever process of the service is there.

Unfinished things are found by polling, each is held by one process (a lock of its connection, lost with it), and
every step commits what it did: after a crash the next process goes on with the next step.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import database_faults
from chassis.database import CALLER_ORG
from chassis.journal import JournalledSession
from chassis.locks import Lock, holding

log = logging.getLogger("chassis.jobs")

POLL_SECONDS = 1.0
WRONG_IN_ITSELF = frozenset({"22", "23", "42"})
"""Classes of SQLSTATE: a value, a constraint, a statement."""

Open = Callable[[], AsyncSession]
"""Opens a session on the connection that holds the thing."""


@dataclass(frozen=True)
class Backlog:
    """A kind of unfinished thing."""

    name: str
    find: Callable[[AsyncSession], Awaitable[UUID | None]]
    """One that is unfinished, if there is any."""
    step: Callable[[Open, UUID], Awaitable[bool]]
    """Does the next step of a thing; False where nothing is left to do."""
    give_up: Callable[[AsyncSession, UUID, Exception], Awaitable[None]]
    """Marks a thing whose step can never succeed."""


async def work_off(engine: AsyncEngine, backlog: Backlog, *, done: Callable[[], None]) -> None:
    """For ever: find something unfinished and do its steps, calling `done` after each."""
    CALLER_ORG.set(None)
    while True:
        try:
            busy = await _work_once(engine, backlog, done)
        except Exception as error:  # whatever it is, the next thing must not wait for it
            level = logging.WARNING if _will_pass(error) else logging.ERROR
            log.log(level, "%s: unfinished work waits: %r", backlog.name, error)
            busy = False
        if not busy:
            await asyncio.sleep(POLL_SECONDS)


async def _work_once(engine: AsyncEngine, backlog: Backlog, done: Callable[[], None]) -> bool:
    async with engine.connect() as connection:

        def opened() -> AsyncSession:
            return AsyncSession(connection, sync_session_class=JournalledSession, expire_on_commit=False)

        async with opened() as session, session.begin():
            thing = await backlog.find(session)
        if thing is None:
            return False
        async with holding(connection, Lock.UNFINISHED, thing) as is_ours:
            if is_ours:
                await _finish(opened, thing, backlog, done)
            return is_ours


async def _finish(opened: Open, thing: UUID, backlog: Backlog, done: Callable[[], None]) -> None:
    try:
        while await backlog.step(opened, thing):
            done()
    except Exception as error:
        if _will_pass(error):
            raise
        log.exception("%s: work on %s is given up", backlog.name, thing)
        async with opened() as session, session.begin():
            await backlog.give_up(session, thing, error)
    done()


def _will_pass(error: Exception) -> bool:
    """Whether the same step may go well later: the database was away or busy."""
    if database_faults.problem_of(error):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "")[:2] not in WRONG_IN_ITSELF
    return isinstance(error, OSError)
