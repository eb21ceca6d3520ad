"""Work that is taken up where it was left, whichever process left it, a step at a time.

Unfinished things are found by polling, each is held by one process (a lock of its connection, gone with it), and
a step commits what it did: after a crash the next process goes on with the next step.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.database import CALLER_ORG
from chassis.journal import JournalledSession
from chassis.locks import Lock, holding

log = logging.getLogger("suppliers.background")

POLL_SECONDS = 1.0
WRONG_IN_ITSELF = frozenset({"22", "23", "42"})
"""Classes of SQLSTATE: a value, a constraint, a statement."""

Opened = Callable[[], AsyncSession]
Find = Callable[[AsyncSession], Awaitable[UUID | None]]
Step = Callable[[Opened, UUID], Awaitable[bool]]
"""Does the next step of a thing; false where nothing is left to do."""
GiveUp = Callable[[AsyncSession, UUID, Exception], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """A kind of unfinished thing: how one is found, what its next step is, how it is given up."""

    find: Find
    step: Step
    give_up: GiveUp


async def work_through(engine: AsyncEngine, kind: Kind, done: Callable[[], None]) -> None:
    """For ever: find something unfinished, do its steps, ring `done` after each; give up what is wrong."""
    CALLER_ORG.set(None)
    while True:
        try:
            busy = await _once(engine, kind, done)
        except Exception as error:  # whatever it is, the next thing must not wait for it
            level = logging.WARNING if _will_pass(error) else logging.ERROR
            log.log(level, "unfinished work waits: %r", error)
            busy = False
        if not busy:
            await asyncio.sleep(POLL_SECONDS)


async def _once(engine: AsyncEngine, kind: Kind, done: Callable[[], None]) -> bool:
    async with engine.connect() as connection:

        def opened() -> AsyncSession:
            return AsyncSession(connection, sync_session_class=JournalledSession, expire_on_commit=False)

        async with opened() as session, session.begin():
            thing = await kind.find(session)
        if thing is None:
            return False
        async with holding(connection, Lock.UNFINISHED, thing) as is_ours:
            if is_ours:
                await _finish(opened, thing, kind, done)
            return is_ours


async def _finish(opened: Opened, thing: UUID, kind: Kind, done: Callable[[], None]) -> None:
    try:
        while await kind.step(opened, thing):
            done()
    except Exception as error:
        if _will_pass(error):
            raise
        log.exception("work on %s is given up", thing)
        async with opened() as session, session.begin():
            await kind.give_up(session, thing, error)
    done()


def _will_pass(error: Exception) -> bool:
    """Whether the same step may go well later: the database was away or busy."""
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "")[:2] not in WRONG_IN_ITSELF
    return isinstance(error, OSError)
