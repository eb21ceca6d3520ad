"""A writing transaction that stays open is an error in the log, and its session is ended if it is one of ours."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from chassis.open_transactions import Horizon, OpenTransactions
from chassis.settings import ServiceSettings, for_asyncpg
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.cast import Cast
from support.notebook import tables
from support.notebook.state import state_of
from support.services import Keys

EARLY, LATE, TOO_LATE = 1.0, 11.0, 31.0
"""Seconds: nothing is said yet, it is reported, it is ended."""


@pytest.fixture(scope="module")
def own_database(admin_url: str, suffix: str) -> Urls:
    """One that no service uses: whatever is open there, a test has opened."""
    urls = provision(admin_url, "notebook", f"{suffix}_open")
    tables.migrate(urls.owner)
    return urls


class Watch:
    """The watch of a service over transactions, at a time of our own."""

    def __init__(self, urls: Urls, keys: Keys) -> None:
        settings = ServiceSettings(
            database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["dialogue"]
        )
        self.now = 0.0
        self.transactions = OpenTransactions(settings, keys.shared(), clock=lambda: self.now)

    async def until(self, connection: asyncpg.Connection, said: str, caplog: Any, *, after: float) -> None:
        """Look until a line of the log has these words; other tests may have older transactions for a while."""
        async with asyncio.timeout(30):
            while not any(said in line.getMessage() for line in caplog.records):
                await self.transactions.look(connection)
                self.now += after
                await self.transactions.look(connection)
                await asyncio.sleep(0.02)


@pytest.fixture
def watch(own_database: Urls, keys: Keys) -> Watch:
    return Watch(own_database, keys)


async def connected(url: str, name: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url), server_settings={"application_name": name})
    yield connection
    connection.terminate()


@pytest.fixture
async def worker(own_database: Urls) -> AsyncIterator[asyncpg.Connection]:
    async for connection in connected(own_database.worker, "watch"):
        yield connection


@pytest.fixture
async def ours(own_database: Urls) -> AsyncIterator[asyncpg.Connection]:
    async for connection in connected(own_database.app, "stuck request"):
        yield connection


@pytest.fixture
async def of_somebody(own_database: Urls) -> AsyncIterator[asyncpg.Connection]:
    async for connection in connected(own_database.owner, "psql"):
        yield connection


async def forget(connection: asyncpg.Connection) -> int:
    """Begin to write, and commit nothing; gives the process of the session."""
    await connection.execute("begin")
    await connection.execute("select pg_current_xact_id()")
    return connection.get_server_pid()


async def test_a_forgotten_transaction_is_an_error_that_names_its_session(
    watch: Watch, worker: asyncpg.Connection, of_somebody: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    pid = await forget(of_somebody)
    await watch.until(worker, f"process {pid}", caplog, after=LATE)
    line: Any = next(line for line in caplog.records if f"process {pid}" in line.getMessage())
    assert line.levelno == logging.ERROR
    assert (line.pid, line.application, line.role) == (pid, "psql", "notebook_owner")
    assert line.seconds >= watch.transactions.alert_seconds
    assert "held back" in watch.transactions.warning()


async def test_a_session_of_somebody_else_is_reported_and_left_alone(
    watch: Watch, worker: asyncpg.Connection, of_somebody: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    pid = await forget(of_somebody)
    await watch.until(worker, f"process {pid}", caplog, after=TOO_LATE)
    assert await of_somebody.fetchval("select 1") == 1
    assert f"process {pid} was ended" not in caplog.text


async def test_a_session_of_ours_is_ended_and_the_events_go_on(
    watch: Watch, worker: asyncpg.Connection, ours: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    pid = await forget(ours)
    await watch.until(worker, f"process {pid} was ended", caplog, after=TOO_LATE)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError)):
        await ours.fetchval("select 1")
    await watch.until(worker, "events go on", caplog, after=EARLY)
    assert watch.transactions.warning() == ""


async def test_a_prepared_transaction_is_named(
    watch: Watch, worker: asyncpg.Connection, of_somebody: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await forget(of_somebody)
    await of_somebody.execute("prepare transaction 'forgotten'")
    try:
        await watch.until(worker, "prepared as forgotten", caplog, after=LATE)
    finally:
        await of_somebody.execute("rollback prepared 'forgotten'")


def test_transactions_that_follow_each_other_are_no_long_one() -> None:
    horizon = Horizon()
    for second in range(100):
        horizon.move(second, float(second), is_open=True)
        assert horizon.age == 0.0


def test_a_server_on_which_nobody_writes_is_not_late() -> None:
    horizon = Horizon()
    for second in range(100):
        horizon.move(7, float(second), is_open=False)
        assert horizon.age == 0.0


async def test_readiness_warns_while_events_are_held_back(notebook: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = await notebook.anonymous.get("/health/ready")
    assert (ready.status_code, ready.json()["warnings"]) == (200, {})
    transactions = state_of(notebook.app).open_transactions
    monkeypatch.setattr(transactions, "alert_seconds", -1.0)
    ready = await notebook.anonymous.get("/health/ready")
    assert ready.status_code == 200
    assert "held back for" in ready.json()["warnings"]["events"]
