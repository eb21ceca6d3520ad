"""A service under load while its PostgreSQL stops, is killed and starts: nothing but 503, and then all is well."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import httpx
import pytest

from local_stack.binaries import find_binaries
from local_stack.postgres import Postgres
from local_stack.testing import NOT_DURABLE
from support.cast import Actor, Cast
from support.notebook.app import serve_notebook
from support.readiness import ready_now
from support.services import Keys, running

SECONDS = 1.5
"""Of load before and after each fault."""


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of this test's own, which it may stop."""
    with TemporaryDirectory(prefix="hrdd-restart-") as folder:
        Path(folder).chmod(0o711)
        settings = {**NOT_DURABLE, "synchronous_commit": "on"}  # what was answered has been saved
        server = Postgres(Path(folder, "postgres"), find_binaries(), log=Path(folder, "log"), settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)


@pytest.fixture
async def writers(server: Postgres, keys: Keys) -> AsyncIterator[list[Actor]]:
    app, _ = serve_notebook(server.url(), f"restart_{uuid4().hex[:8]}", keys)
    async with running(app), Cast(app, keys, audience=["notebook"]) as cast:
        yield [cast.buyer() for _ in range(12)]


async def write(writer: Actor) -> httpx.Response:
    return await writer.post("/v1/notes", json={"title": uuid4().hex})


async def kept(writer: Actor) -> int | None:
    """How many notes the writer has; None while the database is away."""
    answer = await writer.get("/v1/notes?count=exact")
    return int(answer.json()["total"]) if answer.status_code == 200 else None


class Load:
    """Writes and reads without a pause until it is told to stop; keeps what was answered."""

    def __init__(self, writers: list[Actor]) -> None:
        self.answers: list[httpx.Response] = []
        self.saved: Counter[Actor] = Counter()
        self._tasks = [asyncio.create_task(self._work(writer)) for writer in writers]

    async def _work(self, writer: Actor) -> None:
        while True:
            written = await write(writer)
            self.saved[writer] += written.status_code == 201
            self.answers += [written, await writer.get("/v1/notes?count=exact"), await writer.get("/health/ready")]
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def check(self) -> None:
        told = Counter((answer.status_code, answer.json().get("code")) for answer in self.answers)
        assert {status for status, _ in told} == {200, 201, 503}, told
        assert {code for status, code in told if status == 503} <= {"unavailable", "outcome_unknown", None}, told
        for answer in self.answers:
            if answer.status_code == 503 and answer.json().get("code") != "outcome_unknown":
                assert int(answer.headers["Retry-After"]) > 0


async def end_backends(server: Postgres) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'notebook%'"
    )
    await connection.close()


@pytest.mark.parametrize(
    "how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=["fast", "immediate", "killed"]
)
async def test_a_restart_under_load_is_503_with_retry_after(
    server: Postgres, writers: list[Actor], how: signal.Signals
) -> None:
    load = Load(writers)
    await asyncio.sleep(SECONDS)
    await asyncio.to_thread(server.stop, how)
    await asyncio.sleep(SECONDS / 2)
    await asyncio.to_thread(server.start)
    await asyncio.sleep(SECONDS)
    await load.stop()
    load.check()
    for writer in writers:
        async with asyncio.timeout(20):
            while await kept(writer) is None:  # noqa: ASYNC110  # the server is another process
                await asyncio.sleep(0.2)
        assert (await kept(writer) or 0) >= load.saved[writer]


async def test_connections_that_end_in_the_middle_are_503(server: Postgres, writers: list[Actor]) -> None:
    load = Load(writers)
    for _ in range(10):
        await asyncio.sleep(0.3)
        await end_backends(server)
    await load.stop()
    load.check()
    assert sum(load.saved.values()) > 0


async def test_a_database_that_takes_no_changes_is_503_and_not_ready(
    server: Postgres, writers: list[Actor]
) -> None:
    administrator = await asyncpg.connect(server.url())
    await administrator.execute("alter system set default_transaction_read_only = on")
    await administrator.execute("select pg_reload_conf()")
    writer = writers[0]
    async with asyncio.timeout(10):
        while (answer := await write(writer)).status_code == 201:  # noqa: ASYNC110  # the server is another process
            await asyncio.sleep(0.05)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (await writer.get("/v1/notes")).status_code == 200
    ready = await ready_now(writer)
    assert (ready.status_code, ready.json()["checks"]) == (503, {"database": "read only"})
    await administrator.execute("alter system reset default_transaction_read_only")
    await administrator.execute("select pg_reload_conf()")
    await administrator.close()
