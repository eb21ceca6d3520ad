"""What runs where, for those who look for a running stack; and the remains of a launcher that was killed."""

import json
import os
import signal
import time
from collections.abc import Mapping
from typing import TypedDict

from local_stack.child_processes import command_line
from local_stack.errors import CannotStart
from local_stack.private_files import write_private
from local_stack.programs import GRACEFUL_SECONDS, app_of
from local_stack.settings import StackSettings


class State(TypedDict):
    """`pids` and `ports` by service; `database` is the administrator's address."""

    gateway: str
    pids: dict[str, int]
    ports: dict[str, int]
    database: str
    has_demo: bool


def write(settings: StackSettings, state: State) -> None:
    write_private(settings.state_file, json.dumps(state, indent=2))


def read(settings: StackSettings) -> State:
    try:
        state: State = json.loads(settings.state_file.read_text())
    except FileNotFoundError:
        raise CannotStart(
            f"Nothing runs on {settings.data}. Start it with: make run; or name the folder of the stack that runs:"
            " HRDD_DATA=/its/folder"
        ) from None
    return state


def forget(settings: StackSettings) -> None:
    settings.state_file.unlink(missing_ok=True)


def stop_leftovers(settings: StackSettings) -> None:
    """Services that outlived a launcher killed with -9; called by the holder of the lock only."""
    if not settings.state_file.exists():
        return
    pids = read(settings)["pids"]
    for sent in (signal.SIGTERM, signal.SIGKILL):
        for service, pid in pids.items():
            if _is_service(pid, service):
                os.kill(pid, sent)
        _wait(pids)
    forget(settings)


def _wait(pids: Mapping[str, int]) -> None:
    end = time.monotonic() + GRACEFUL_SECONDS + 1
    while any(_is_service(pid, service) for service, pid in pids.items()) and time.monotonic() < end:
        time.sleep(0.02)


def _is_service(pid: int, service: str) -> bool:
    return app_of(service) in command_line(pid)
