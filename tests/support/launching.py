"""The whole platform as a user starts it: a launcher with its own data folder and port."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from local_stack.postgres import free_port
from local_stack.readiness import is_ready

PATIENCE = 180.0
INSTALLATION = "HRDD_TEST_INSTALLATION"
"""Names the folder of a test run in which its workers share a finished installation."""


class Launched:
    """A launcher in a separate process, with its own data folder."""

    def __init__(self, home: Path, port: int, **environment: str) -> None:
        self.home = home
        self.port = port
        self.process = launcher(home, port, **environment)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.home / "stack.json").read_text())
        return state

    def is_up(self) -> bool:
        return all(is_ready(self.state()["ports"][service]) for service in self.state()["pids"])

    def output(self) -> str:
        return (self.home / "output").read_text()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def launcher(home: Path, port: int, **environment: str) -> subprocess.Popen[bytes]:
    known = os.environ | {"HRDD_DATA": str(home), "GATEWAY_PORT": str(port)} | environment
    with (home / "output").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "local_stack", "run"], env=known, stdout=output, stderr=output
        )


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def launch(home: Path, **environment: str) -> Launched:
    """Running; one that does not come up is stopped, because nobody else would."""
    stack = Launched(home, free_port(), **environment)
    try:
        until(lambda: "The platform is running" in stack.output() or stack.process.poll() is not None)
        assert stack.process.poll() is None, stack.output()
    except AssertionError:
        stack.stop()
        raise
    return stack


@contextmanager
def data_folder() -> Iterator[Path]:
    """A temporary data folder that an unprivileged server can enter."""
    with TemporaryDirectory(prefix="hrdd-stack-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def installed() -> Iterator[Path]:
    """The data folder of a new installation with the demo.

    Within a test run it is a copy: a first start takes three times as long as a start on existing data.
    """
    with data_folder() as folder:
        if INSTALLATION in os.environ:
            subprocess.run(["cp", "-a", f"{_finished(Path(os.environ[INSTALLATION]))}/.", folder], check=True)
        yield folder


def _finished(shared: Path) -> Path:
    """A stopped installation, made by the first worker that asks for it."""
    home, unfinished = shared / "home", shared / "unfinished"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            unfinished.mkdir(mode=0o711)
            launch(unfinished).stop()
            unfinished.rename(home)
    return home


@contextmanager
def launched(**environment: str) -> Iterator[Launched]:
    """An installation of its own, stopped at the end."""
    with installed() as folder:
        stack = launch(folder, **environment)
        try:
            yield stack
        finally:
            stack.stop()
