"""Lines of a log that leave together: to write each of them costs more than to make it."""

import asyncio
import atexit
from contextlib import suppress
from typing import BinaryIO

SECONDS = 0.1
"""For which a line waits for others, at most. A process that is killed loses what waits."""
MOST_WAITING = 1_000


class Lines:
    """Written to `stream`, also at the end of the process. To be used in a running loop."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: list[bytes] = []
        atexit.register(self.write)

    def add(self, line: bytes) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_later(SECONDS, self.write)
        self._waiting.append(line)
        if len(self._waiting) >= MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write what waits. What cannot be written is lost, as with Python's own handlers."""
        lines, self._waiting = self._waiting, []
        if lines:
            with suppress(OSError, ValueError):
                self._stream.write(b"".join(lines))
                self._stream.flush()
