"""How often something may be tried, and how much may be open at once."""

from chassis.problems import TooManyRequests

FAILURES_ALLOWED = 10
FAILURE_WINDOW_SECONDS = 300.0

STREAMS_ALLOWED = 64
"""Event streams that one gateway process keeps open at once."""

STREAMS_PER_ORGANISATION = 8


class TooManyStreams(TooManyRequests):
    """Too many event streams are open. Close one, or read pages instead of a stream."""

    title = "Too many streams"
