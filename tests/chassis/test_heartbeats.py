"""A process whose event loop hangs ends itself; one that works, or only waits, does not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from local_stack.postgres import free_port
from support.launching import until

APP = """
import re
import time
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def alive(_):
    return Response()

async def hangs_asleep(_):
    time.sleep(600)

async def hangs_in_c(_):
    re.match("(a+)+$", "a" * 60 + "b")

async def answers_late(_):
    time.sleep(0.9)
    return Response()

PATHS = {"/alive": alive, "/asleep": hangs_asleep, "/searching": hangs_in_c, "/late": answers_late}

def made():
    return Starlette(routes=[Route(path, answer) for path, answer in PATHS.items()])
"""
HANG_SECONDS = 1.5
Serve = Callable[[float], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts an app as services are started, with so many seconds for its loop to hang."""
    (tmp_path / "hanging.py").write_text(APP)
    started: list[subprocess.Popen[str]] = []

    def start(seconds: float) -> tuple[subprocess.Popen[str], str]:
        port = free_port()
        command = [sys.executable, "-m", "chassis.serving", "hanging:made", "--port", str(port)]
        started.append(
            subprocess.Popen(
                [*command, "--hang-seconds", str(seconds)],
                env=os.environ | {"PYTHONPATH": str(tmp_path)},
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        address = f"http://127.0.0.1:{port}"
        until(lambda: answers(address))
        return started[-1], address

    yield start
    for process in started:
        process.kill()
        process.communicate()


def answers(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/alive").is_success
    return False


@pytest.mark.parametrize(("path", "function"), [("/asleep", "hangs_asleep"), ("/searching", "hangs_in_c")])
def test_a_process_whose_loop_hangs_ends_and_says_where(serve: Serve, path: str, function: str) -> None:
    process, address = serve(HANG_SECONDS)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}{path}", timeout=30)
    assert process.wait(10) == 1
    assert process.stderr is not None
    assert f"in {function}" in process.stderr.read()


def test_a_process_that_works_or_waits_goes_on(serve: Serve) -> None:
    process, address = serve(HANG_SECONDS)
    for _ in range(3):
        assert httpx.get(f"{address}/late").is_success
    time.sleep(2 * HANG_SECONDS)
    assert answers(address)
    process.terminate()
    assert process.wait(10) in (0, -signal.SIGTERM)


def test_without_a_time_a_process_waits_for_ever(serve: Serve) -> None:
    process, address = serve(0)
    with suppress(httpx.ReadTimeout):
        httpx.get(f"{address}/asleep", timeout=2 * HANG_SECONDS)
    assert process.poll() is None
