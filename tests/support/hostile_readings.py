"""What a reader of files must not get away with; a process runs these as it runs the reader of lists."""

import faulthandler
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from chassis.problems import Conflict, Invalid

Answer = Mapping[str, Any]


class TornPage(Invalid):
    """The page is torn."""


def count(file: BinaryIO, result: BinaryIO, *, times: int = 1) -> Answer:
    content = file.read() * times
    result.write(content)
    return {"bytes": len(content)}


def spin(file: BinaryIO, result: BinaryIO) -> Answer:
    while True:
        pass


def sleep(file: BinaryIO, result: BinaryIO) -> Answer:
    time.sleep(600)
    return {}


def fill_memory(file: BinaryIO, result: BinaryIO) -> Answer:
    held = []
    while True:
        held.append(bytearray(b"x" * (1 << 20)))


def write_for_ever(file: BinaryIO, result: BinaryIO) -> Answer:
    while True:
        result.write(bytes(1 << 20))


def crash(file: BinaryIO, result: BinaryIO) -> Answer:
    faulthandler._sigsegv()  # type: ignore[attr-defined]
    return {}


def leave(file: BinaryIO, result: BinaryIO) -> Answer:
    os._exit(0)


def fail(file: BinaryIO, result: BinaryIO) -> Answer:
    raise KeyError(file.read().decode())


def refuse(file: BinaryIO, result: BinaryIO) -> Answer:
    raise TornPage("Page 3 is torn.", pointer="/file", page=3)


def refuse_otherwise(file: BinaryIO, result: BinaryIO) -> Answer:
    raise Conflict("A problem that the reading does not declare.")


def answer_at_length(file: BinaryIO, result: BinaryIO) -> Answer:
    return {"text": "x" * (1 << 20)}


def print_much(file: BinaryIO, result: BinaryIO) -> Answer:
    for standard in (sys.stdout, sys.stderr):
        with suppress(OSError):
            standard.write('{"answer": {"printed": true}}' * 10_000)
            standard.flush()
    return {}


def attempt(file: BinaryIO, result: BinaryIO, *, folder: str) -> Answer:
    """What of the machine it gets hold of."""
    attempts: dict[str, Callable[[], object]] = {
        "network": lambda: socket.create_connection(("127.0.0.1", 9)),
        "program": lambda: subprocess.run(["true"], check=True),
        "fork": os.fork,
        "new file": lambda: Path(folder, "made").write_text("x"),
        "deletion": lambda: Path(folder, "there").unlink(),
        "signal": lambda: os.kill(os.getppid(), 0),
    }
    succeeded = []
    for name, act in attempts.items():
        try:
            act()
            succeeded.append(name)
        except PermissionError:
            pass
    return {
        "succeeded": succeeded,
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "files": sorted(int(name) for name in os.listdir("/proc/self/fd")),
    }
