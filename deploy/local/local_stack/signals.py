"""Ctrl-C and SIGTERM as an orderly end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from local_stack.terminal import tell

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Either signal ends the block quietly; a second one does not disturb the stopping."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        for name in SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in SIGNALS:
        signal.signal(name, stop)
    try:
        yield
    except KeyboardInterrupt:
        tell("\nStopped.")  # a terminal has shown ^C on this line
