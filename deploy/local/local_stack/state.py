"""The file that says what is running, for the other commands and for the start after a kill."""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import TypedDict

from local_stack.child_processes import command_line
from local_stack.errors import StackError
from local_stack.private_files import write_private
from local_stack.programs import GRACEFUL_SECONDS, app_of
from local_stack.settings import StackSettings

START_SECONDS = 300.0


class State(TypedDict):
    """`pids` and `ports` by service; `database` is the administrator's address.

    `has_demo` says whether this stack has demo accounts, `is_complete` whether the start is over: they exist.
    """

    gateway: str
    pids: dict[str, int]
    ports: dict[str, int]
    database: str
    has_demo: bool
    is_complete: bool


def write(settings: StackSettings, state: State) -> None:
    write_private(settings.state_file, json.dumps(state, indent=2))


def read(settings: StackSettings) -> State:
    try:
        state: State = json.loads(settings.state_file.read_text())
    except FileNotFoundError:
        raise StackError(
            f"No stack is running on {settings.data}. Start one with: make run; or set HRDD_DATA to the folder of"
            " the running stack."
        ) from None
    return state


def read_complete(settings: StackSettings) -> State:
    """The state when the start of the stack is over; waits for it, and says so."""
    end = time.monotonic() + START_SECONDS
    has_said = False
    while not (state := read(settings))["is_complete"]:
        if time.monotonic() > end:
            raise StackError(f"The stack on {settings.data} is still starting. Its terminal says why.")
        if not has_said:
            print("The stack is still starting; waiting until it is ready.", file=sys.stderr, flush=True)
        has_said = True
        time.sleep(0.2)
    return state


def delete(settings: StackSettings) -> None:
    settings.state_file.unlink(missing_ok=True)


def stop_leftovers(settings: StackSettings) -> None:
    """Stop services that a launcher killed with -9 left running. Only the holder of the lock may call this."""
    if not settings.state_file.exists():
        return
    pids = read(settings)["pids"]
    for sent in (signal.SIGTERM, signal.SIGKILL):
        for service, pid in pids.items():
            if _is_service(pid, service):
                os.kill(pid, sent)
        _wait(pids)
    delete(settings)


def _wait(pids: Mapping[str, int]) -> None:
    end = time.monotonic() + GRACEFUL_SECONDS + 4
    while any(_is_service(pid, service) for service, pid in pids.items()) and time.monotonic() < end:
        time.sleep(0.02)


def _is_service(pid: int, service: str) -> bool:
    return app_of(service) in command_line(pid)
