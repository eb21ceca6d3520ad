"""Ctrl-C and SIGTERM stop the stack in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from local_stack.terminal import show

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Each of the signals ends the block; further ones do not interrupt the clean-up."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in SIGNALS:
        signal.signal(name, stop)
    try:
        yield
    except KeyboardInterrupt:
        show("\nStopped.")  # a terminal has written ^C on this line
