"""How often something may be tried, and how much may be open at once."""

from collections.abc import Mapping
from enum import StrEnum

from chassis.problems import TooManyRequests

FAILURES_ALLOWED = 10
FAILURE_WINDOW_SECONDS = 300.0
"""So many failures within this time lock a name for a client, for as long."""
NAMES_REMEMBERED = 20_000
LOCKS_REMEMBERED = 50_000
"""More than can fail in the time of a lock: each lock takes ten failures."""

SIGN_INS_WAITING = 32
"""Passwords that wait for their check; it takes some hundredths of a second each."""


class Kind(StrEnum):
    """Requests of a kind share places: `file` may bring one, `heavy` ones cost much for one answer."""

    USUAL = "usual"
    HEAVY = "heavy"
    FILE = "file"


Places = tuple[int, int]
"""At once: in total, and of one organisation or client address."""

PLACES: Mapping[Kind, Places] = {Kind.USUAL: (32, 8), Kind.HEAVY: (8, 2), Kind.FILE: (16, 4)}
"""Requests that a gateway process has passed on to one service, or works on itself.

A service works on them one after the other, so what one organisation has is what others wait behind; see
`make bench-bursts`.
"""
HEAVY_QUERIES = (b"count=exact",)
"""In the query of a list, these make it heavy."""
STRANGERS: Places = (32, 4)
"""Credentials that are checked for the first time, and requests without one."""
STRANGERS_WAITING = 512
REFUSED_SECONDS = 0.02
"""For which a stranger who was refused keeps the place, though the answer has gone: guessing goes no faster."""
WAITING = 1024
"""Requests of a kind that wait for a place at one service; the organisation with the most gives way to others."""
TURN_SECONDS = 10.0
"""For which a request waits for its turn."""
READING_SECONDS = 5.0
"""For which a client that reads an answer of the gateway's own routes keeps the place."""

STREAMS_ALLOWED = 64
"""Event streams that one gateway process keeps open at once."""

STREAMS_PER_ORGANISATION = 8


class TooManyStreams(TooManyRequests):
    """Too many event streams are open. Close one, or read pages instead of a stream."""

    title = "Too many streams"


class TooManyStrangers(TooManyRequests):
    """Too many requests without a known credential come from this address. Send this one again a little later."""

    title = "Too many unknown requests"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": "2"})


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
