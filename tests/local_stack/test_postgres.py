"""The embedded server keeps all committed data, whatever process is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from local_stack.binaries import find_binaries
from local_stack.child_processes import command_line
from local_stack.errors import StackError
from local_stack.postgres import Postgres

Start = Callable[[], Postgres]


async def _write_until_cut_off(postgres: Postgres, cut_off_after: int, cut_off: Callable[[], None]) -> int:
    """Insert 1, 2, 3, … each in its own transaction; returns the last number whose commit was answered."""
    connection = await asyncpg.connect(postgres.url())
    await connection.execute("create table numbers (n int primary key)")
    answered = 0
    try:
        for number in range(1, 100_000):
            await connection.execute("insert into numbers values ($1)", number)
            answered = number
            if number == cut_off_after:
                cut_off()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        return answered
    finally:
        connection.terminate()
    raise AssertionError("the connection was never cut off")


async def _numbers(postgres: Postgres) -> list[int]:
    connection = await asyncpg.connect(postgres.url())
    rows = await connection.fetch("select n from numbers order by n")
    await connection.close()
    return [row["n"] for row in rows]


async def test_a_killed_server_starts_again_on_its_port_with_every_committed_row(server: Start) -> None:
    postgres = server()
    port = postgres.port
    answered = await _write_until_cut_off(postgres, 500, lambda: os.kill(postgres.pid, signal.SIGKILL))
    postgres.stop()

    postgres.start()

    # The last commit may have been written without an answer when the server was killed.
    assert await _numbers(postgres) in (list(range(1, answered + 1)), list(range(1, answered + 2)))
    assert (postgres.port, answered >= 500) == (port, True)


async def test_the_server_recovers_by_itself_when_one_of_its_backends_is_killed(server: Start) -> None:
    postgres = server()
    connection = await asyncpg.connect(postgres.url())
    backend = await connection.fetchval("select pg_backend_pid()")
    await connection.execute("create table numbers (n int); insert into numbers values (1)")

    os.kill(backend, signal.SIGKILL)

    for _ in range(100):
        try:
            assert await _numbers(postgres) == [1]
            break
        except (asyncpg.PostgresError, OSError):
            await asyncio.sleep(0.05)
    else:
        pytest.fail("the server did not come back")
    assert not postgres.has_ended()
    connection.terminate()


async def test_a_server_left_running_on_the_folder_is_stopped_first(server: Start) -> None:
    left = server()
    connection = await asyncpg.connect(left.url())
    await connection.execute("create table numbers (n int); insert into numbers values (1)")
    connection.terminate()

    assert await _numbers(server()) == [1]
    assert left.has_ended()


def test_a_stale_lock_file_with_the_id_of_another_process_is_ignored(server: Start, home: Path) -> None:
    first = server()
    os.kill(first.pid, signal.SIGKILL)
    stale = home / "postgres" / "postmaster.pid"
    bystander = subprocess.Popen(["sleep", "60"])
    stale.write_text("\n".join([str(bystander.pid), *stale.read_text().splitlines()[1:]]) + "\n")
    try:
        assert not server().has_ended()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_interrupted_creation_is_repeated(server: Start, home: Path) -> None:
    unfinished = home / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")

    assert not server().has_ended()
    assert not unfinished.exists()


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    postgres = Postgres(
        home / "postgres", find_binaries(), log=home / "log", settings={"shared_buffers": "nonsense"}
    )
    with pytest.raises(StackError, match='invalid value for parameter "shared_buffers"'):
        postgres.start()


def test_the_server_ends_with_a_launcher_that_is_killed(home: Path) -> None:
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(home)], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    pid = int(launcher.stdout.readline())
    launcher.kill()
    launcher.communicate()

    again = Postgres(home / "postgres", find_binaries(), log=home / "postgres.log")
    again.start()
    assert str(home) not in command_line(pid)
    again.stop()


LAUNCHER = """
import sys, time
from pathlib import Path
from local_stack.binaries import find_binaries
from local_stack.postgres import Postgres
home = Path(sys.argv[1])
postgres = Postgres(home / "postgres", find_binaries(), log=home / "postgres.log")
postgres.start()
print(postgres.pid, flush=True)
time.sleep(60)
"""
