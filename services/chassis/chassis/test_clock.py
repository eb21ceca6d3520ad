"""The test clock of one service: how far its database is ahead of real time, and moving it.

Routes and listener are there only where the platform was started with HRDD_TEST_CLOCK. The gateway's
`POST /v1/test-clock` moves itself and then the other services, each to the same shift.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import asyncpg
from fastapi import Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import clock
from chassis.auth import Access
from chassis.callers import NOBODY, Caller
from chassis.database import Sessions
from chassis.problem_documents import raises
from chassis.problems import Forbidden, Unauthenticated, Unavailable
from chassis.routing import new_router
from chassis.starting import StartRefused
from chassis.state import AppState, state_of
from chassis.vocabulary import Role

CHANNEL = "platform_clock_moved"
SEALING_SECONDS = 5.0

Note = Callable[[AsyncSession], Awaitable[None]]

READ = text("select shift_microseconds, moved_to from platform_clock")
SHIFT = "select shift_microseconds from platform_clock"
STORE = text(
    "insert into platform_clock (is_the_row, shift_microseconds, moved_to) values (true, :shift, :moved_to)"
    " on conflict (is_the_row) do update"
    " set shift_microseconds = excluded.shift_microseconds, moved_to = excluded.moved_to"
    " where platform_clock.shift_microseconds < excluded.shift_microseconds"
)
TELL = text("select pg_notify(:channel, shift_microseconds::text) from platform_clock")
UNSEALED = text("select count(*) from journal where position is null and at >= :since")
WRITTEN = text(
    "select verb, count(*) from journal where at >= :since and actor = :nobody group by verb order by verb"
)


class TestClockPermission(StrEnum):
    MOVE = "test_clock:move"


access = Access({TestClockPermission.MOVE: frozenset({Role.PLATFORM_ADMIN})})
CanMoveTestClock = Annotated[Caller, access.may(TestClockPermission.MOVE)]


class ClockWasMoved(StartRefused):
    """The database is ahead of real time, and the service was started without the test clock."""


class JobsFailed(Unavailable):
    """A job failed after the clock was moved. Repeat the request; the log says why."""

    title = "Jobs failed"


class ServiceTime(BaseModel):
    """The time of one service."""

    now: datetime
    shift_microseconds: int
    moved_to: datetime | None


class ClockMove(BaseModel):
    """How far to be ahead of real time, and the time that was asked for."""

    model_config = ConfigDict(extra="forbid")

    shift_microseconds: int = Field(ge=0)
    moved_to: AwareDatetime


class ServiceMoved(ServiceTime):
    """The time of one service after a move, and how many events of each kind its jobs have written since then."""

    events: dict[str, int]


async def service_time(session: AsyncSession) -> ServiceTime:
    """What the database says; the process follows it."""
    row = (await (await session.connection()).execute(READ)).first()
    shift, moved_to = row or (0, None)
    return ServiceTime(now=clock.now(), shift_microseconds=shift, moved_to=moved_to)


async def adopt(sessions: Sessions, *, is_allowed: bool) -> None:
    """Take the database's time when a process starts; raises ClockWasMoved where that needs a test clock."""
    async with sessions() as session, session.begin():
        shift = timedelta(microseconds=(await service_time(session)).shift_microseconds)
    if shift and not is_allowed:
        moved = (clock.now() + shift).isoformat(timespec="seconds")
        raise ClockWasMoved(
            f"A test clock has moved the time of this database to {moved}, {shift.days} days ahead of real time."
            " Start the service with HRDD_TEST_CLOCK=1 or give it another database:"
            " the time of a database cannot be set back."
        )
    clock.shift_by(shift)


async def listen(connection: asyncpg.Connection) -> None:
    """Follow what other processes of the service do to the clock, for as long as the connection lasts."""

    def hear(_: object, __: object, ___: object, shift: Any) -> None:
        clock.shift_by(timedelta(microseconds=int(shift)))

    await connection.add_listener(CHANNEL, hear)
    hear(None, None, None, await connection.fetchval(SHIFT) or 0)


async def move(state: AppState, to: ClockMove, *, note: Note | None = None) -> ServiceMoved:
    """Move the service, run its jobs until nothing is left, and wait for their events to get their positions.

    A move that was made already changes nothing and may be repeated: jobs go on where they were stopped. `note`
    writes beside a change of the clock, in its transaction. Raises JobsFailed.
    """
    async with state.worker_sessions() as session, session.begin():
        connection = await session.connection()
        stored = await connection.execute(STORE, {"shift": to.shift_microseconds, "moved_to": to.moved_to})
        if note is not None and stored.rowcount:
            await note(session)
        await connection.execute(TELL, {"channel": CHANNEL})
        here = await service_time(session)
    clock.shift_by(timedelta(microseconds=here.shift_microseconds))
    if failed := await state.scheduler.run_all():
        raise JobsFailed(f"Jobs failed after the clock was moved: {', '.join(failed)}.", jobs=failed)
    await _sealed(state, to.moved_to)
    async with state.worker_sessions() as session, session.begin():
        here = await service_time(session)
        values = {"since": to.moved_to, "nobody": NOBODY}
        written = (await (await session.connection()).execute(WRITTEN, values)).all()
    return ServiceMoved(**here.model_dump(), events=dict(tuple(row) for row in written))


async def _sealed(state: AppState, since: datetime) -> None:
    """Wait for the positions of all entries since a time, so that feeds show them; nothing depends on it."""

    async def unsealed() -> int:
        async with state.worker_sessions() as session, session.begin():
            found = await (await session.connection()).execute(UNSEALED, {"since": since})
            return int(found.scalar_one())

    state.notifier.notify()
    await state.sealed.until(unsealed, lambda left: left == 0, seconds=SEALING_SECONDS)


router = new_router("/internal/test-clock", "internal")


@router.get("", responses=raises(Unauthenticated, Forbidden), openapi_extra={"x-internal": True})
async def read_service_time(request: Request, caller: CanMoveTestClock) -> ServiceTime:  # noqa: ARG001
    """The time of this service."""
    async with state_of(request).worker_sessions() as session, session.begin():
        return await service_time(session)


@router.put("", responses=raises(Unauthenticated, Forbidden, JobsFailed), openapi_extra={"x-internal": True})
async def move_service(request: Request, caller: CanMoveTestClock, body: ClockMove) -> ServiceMoved:  # noqa: ARG001
    """Move the clock of this service."""
    return await move(state_of(request), body)
