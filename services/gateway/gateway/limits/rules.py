"""How often something may be tried, and how much may be open at once."""

from chassis.problems import TooManyRequests

FAILURES_ALLOWED = 10
FAILURE_WINDOW_SECONDS = 300.0
"""So many failures within this time lock a name for a client, for as long."""
NAMES_REMEMBERED = 20_000
LOCKS_REMEMBERED = 50_000
"""More than can fail in the time of a lock: each lock takes ten failures."""

SIGN_INS_WAITING = 32
"""Passwords that wait for their check; it takes some hundredths of a second each."""

REQUESTS_AT_ONCE, REQUESTS_OF_ONE = 32, 8
"""Which a gateway process has passed on to one service: in total, and of one organisation.

A service works on them one after the other, so the second is what others wait behind; see `make bench-bursts`.
"""
FILES_AT_ONCE, FILES_OF_ONE = 16, 4
"""The same of requests that may bring a file."""
WAITING = 512
"""Requests that wait for one of these places."""
TURN_SECONDS = 10.0
"""For which a request waits for its turn."""

STREAMS_ALLOWED = 64
"""Event streams that one gateway process keeps open at once."""

STREAMS_PER_ORGANISATION = 8


class TooManyStreams(TooManyRequests):
    """Too many event streams are open. Close one, or read pages instead of a stream."""

    title = "Too many streams"


class TooManySignIns(TooManyRequests):
    """Too many people sign in or set a password at this moment. Try again after the seconds in `Retry-After`."""

    title = "Too many sign-ins at once"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": "2"})


def too_many_failures(wait: int) -> TooManyRequests:
    """The refusal of an attempt for this name from this client, for `wait` seconds."""
    headers = {
        "Retry-After": str(wait),
        "RateLimit-Policy": f'"failures";q={FAILURES_ALLOWED};w={int(FAILURE_WINDOW_SECONDS)}',
        "RateLimit": f'"failures";r=0;t={wait}',
    }
    return TooManyRequests(f"Too many failed attempts. Try again in {_seconds(wait)}.", headers=headers)


def _seconds(count: int) -> str:
    return "1 second" if count == 1 else f"{count} seconds"
