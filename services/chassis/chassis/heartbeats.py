"""A process whose event loop hangs ends itself, so that whoever supervises it starts it again."""

import faulthandler
import sys

BEATS = 6
"""So many heartbeats are due before a process counts as hung."""


class Heartbeat:
    """Counts the time since the loop last ran, outside of Python: a thread of Python may be what hangs.

    After `seconds` without a beat the process writes the stack of each of its threads to the log and ends with
    status 1. Transactions that were open are rolled back by the database. 0 seconds: it waits for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.pause = seconds / BEATS

    def beat(self) -> None:
        if self._seconds:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=sys.stderr)

    def stop(self) -> None:
        if self._seconds:
            faulthandler.cancel_dump_traceback_later()
