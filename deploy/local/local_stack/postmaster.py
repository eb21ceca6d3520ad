"""The server process of a data folder, read from its lock file `postmaster.pid`."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from local_stack.child_processes import command_line
from local_stack.errors import StackError


@dataclass(frozen=True)
class Postmaster:
    pid: int
    is_ready: bool


def recorded(data: Path) -> Postmaster | None:
    """The content of the lock file. After kill -9 a stale one still says "ready": compare the process id."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), len(lines) > 7 and lines[7].strip() == "ready")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def stop_leftover(data: Path, seconds: float = 60) -> int | None:
    """Stop a server that a killed launcher left running on this folder.

    Returns the process id in a stale lock file if an unrelated process has that id now.
    """
    left = recorded(data)
    if left is None or not (command := command_line(left.pid)):
        return None
    if str(data) not in command:
        return left.pid
    try:
        os.kill(left.pid, signal.SIGINT)
    except ProcessLookupError:
        return None
    except PermissionError:
        raise StackError(
            f"A PostgreSQL of another user (process {left.pid}) is running on {data}. Stop it, or set HRDD_DATA."
        ) from None
    _wait_for_end(left.pid, data, seconds)
    return None


def _wait_for_end(pid: int, data: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while str(data) in command_line(pid):
        if time.monotonic() > end:
            raise StackError(f"The PostgreSQL that was left running on {data} (process {pid}) does not stop.")
        time.sleep(0.02)
