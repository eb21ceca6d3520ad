"""The platform's clock: real time, and a shift that never grows smaller; the database has the same time."""

from collections.abc import AsyncIterator
from datetime import UTC, timedelta

import asyncpg
import pytest
from fastapi import FastAPI

from chassis import clock, test_clock
from chassis.real_time import real_now
from chassis.state import state_of
from chassis.test_clock import ClockWasMoved
from local_stack.provisioning import Urls
from support.cast import Cast
from support.refusals import refusal

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test leaves the process on real time."""
    monkeypatch.setattr(clock._Shift, "value", timedelta())


@pytest.fixture
async def moved(as_worker: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The notebook's database a year ahead, in a transaction that is taken back."""
    transaction = as_worker.transaction()
    await transaction.start()
    await as_worker.execute(
        "insert into platform_clock (is_the_row, shift_microseconds, moved_to) values (true, $1, $2)",
        YEAR // timedelta(microseconds=1),
        real_now() + YEAR,
    )
    yield as_worker
    await transaction.rollback()


def test_without_a_shift_it_is_real_time() -> None:
    assert real_now() <= clock.now() <= real_now()
    assert clock.today() == real_now().date()


def test_a_shift_moves_it_and_a_smaller_one_does_not_move_it_back() -> None:
    clock.shift_by(YEAR)
    clock.shift_by(timedelta(days=1))
    assert timedelta() <= clock.now() - real_now() - YEAR + timedelta(seconds=1) < timedelta(seconds=2)
    assert clock.shift() == YEAR


async def test_the_database_has_real_time_where_nobody_moved_it(as_app: asyncpg.Connection) -> None:
    now, today = await as_app.fetchrow("select platform_now(), platform_today()")
    assert abs(now - real_now()) < timedelta(minutes=1)
    assert today == now.astimezone(UTC).date()


async def test_the_database_moves_by_the_same_shift(moved: asyncpg.Connection) -> None:
    now, real = await moved.fetchrow("select platform_now(), now()")
    assert now - real == YEAR


async def test_the_databases_day_is_the_day_in_utc(moved: asyncpg.Connection) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Midway"):
        await moved.execute(f"set local timezone = '{zone}'")
        now, today = await moved.fetchrow("select platform_now(), platform_today()")
        assert today == now.astimezone(UTC).date()


@pytest.mark.parametrize(
    "statement", ["update platform_clock set shift_microseconds = 0", "delete from platform_clock"]
)
async def test_the_app_role_does_not_move_the_clock(as_app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await as_app.execute(statement)


async def test_a_service_without_the_setting_does_not_start_on_a_database_that_was_moved(
    served: tuple[FastAPI, Urls], as_worker: asyncpg.Connection
) -> None:
    sessions = state_of(served[0]).worker_sessions
    await test_clock.adopt(sessions, is_allowed=False)
    await as_worker.execute(
        "insert into platform_clock (is_the_row, shift_microseconds, moved_to) values (true, $1, $2)",
        YEAR // timedelta(microseconds=1),
        real_now() + YEAR,
    )
    try:
        with pytest.raises(ClockWasMoved, match="365 days ahead of real time"):
            await test_clock.adopt(sessions, is_allowed=False)
        assert clock.shift() == timedelta()
        await test_clock.adopt(sessions, is_allowed=True)
        assert clock.shift() == YEAR
    finally:
        await as_worker.execute("delete from platform_clock")


async def test_a_process_hears_how_another_moves_the_clock(as_worker: asyncpg.Connection) -> None:
    await test_clock.listen(as_worker)
    assert clock.shift() == timedelta()
    await as_worker.execute(f"notify {test_clock.CHANNEL}, '{YEAR // timedelta(microseconds=1)}'")
    assert clock.shift() == YEAR


async def test_without_the_setting_a_service_has_no_route_for_it(notebook: Cast) -> None:
    answer = await notebook.platform().get("/internal/test-clock")
    assert refusal(answer) == (404, "not_found")
