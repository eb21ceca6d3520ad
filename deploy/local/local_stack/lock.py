"""Allows one launcher per data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from local_stack.errors import StackError
from local_stack.settings import StackSettings


@contextmanager
def only_launcher(settings: StackSettings) -> Iterator[None]:
    """The kernel releases the lock however this process ends, so no stale one can remain."""
    handle = os.open(settings.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, settings)
        yield
    finally:
        os.close(handle)


def _take(handle: int, settings: StackSettings) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 200).decode()
        raise StackError(
            f"A stack is already running on {settings.data} ({holder}). Stop it first, or start a second one: "
            "make run HRDD_DATA=/another/folder GATEWAY_PORT=8001"
        ) from None
    os.ftruncate(handle, 0)
    os.write(handle, f"process {os.getpid()}, {settings.gateway_url}".encode())
