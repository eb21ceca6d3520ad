"""Starting what a bench needs, each on the core it is given, and ending it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SERVER_CORE, LOAD_CORE = "0", "1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing_tools(*names: str) -> list[str]:
    return [name for name in names if not shutil.which(name)]


@contextmanager
def program(
    command: list[str], *, core: str, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a server pinned to a core until the block ends; waits until it listens on `port`."""
    process = subprocess.Popen(
        ["taskset", "-c", core, *command],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
    )
    try:
        _wait_until_listening(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_listening(process: "subprocess.Popen[bytes]", port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{process.args!r} does not listen on {port}")


def serving(service: str, port: int) -> list[str]:
    """A service of ours as it is shipped."""
    return [sys.executable, "-m", "chassis.serving", f"{service}.app:from_environment", "--port", str(port)]


def uvicorn(target: str, port: int, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        *options,
        target,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "error",
        "--loop",
        "uvloop",
        "--http",
        "httptools",
    ]
