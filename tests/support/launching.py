"""The whole platform as a user starts it: a launcher with its own data folder and port."""

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
def launched(**environment: str) -> Iterator[Launched]:
    """A new installation, stopped at the end."""
    with TemporaryDirectory(prefix="hrdd-stack-") as folder:
        Path(folder).chmod(0o711)
        stack = launch(Path(folder), **environment)
        try:
            yield stack
        finally:
            stack.stop()
