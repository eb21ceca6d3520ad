"""Real time, for what a test clock must not move: lifetimes of tokens, order of ids, ages of files, lines of logs.

Everything else takes the platform's time from `chassis.clock`. Durations within a process need neither: they are
measured with `time.monotonic`.
"""

import time
from datetime import UTC, datetime


def real_now() -> datetime:
    return datetime.now(UTC)


def real_seconds() -> float:
    """Seconds since 1970, as tokens and files count them."""
    return time.time()
