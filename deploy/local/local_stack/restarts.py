"""When something that has ended is started again: after a pause that grows while it keeps ending."""

import time

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
STABLE_SECONDS = 30.0  # after running this long, the pause before a restart is the first one again


class Restarts:
    """The restarts of one program; `plan` and `are_due` are asked again and again, and never wait."""

    def __init__(self) -> None:
        self._pause = FIRST_PAUSE
        self._at: float | None = None
        self._started = 0.0

    def started(self) -> None:
        self._started = time.monotonic()
        self._at = None

    def plan(self) -> float | None:
        """The seconds until the restart, where it was not planned before."""
        if self._at is not None:
            return None
        now = time.monotonic()
        pause = FIRST_PAUSE if now - self._started > STABLE_SECONDS else self._pause
        self._at = now + pause
        self._pause = min(pause * 2, LONGEST_PAUSE)
        return pause

    @property
    def are_due(self) -> bool:
        return self._at is not None and time.monotonic() >= self._at
