"""Slows down guessing: after too many failures, the same name from the same address must wait.

The counts are in the memory of this process; with several gateways each one counts for itself.
"""

import math
from collections import OrderedDict
from time import monotonic

from chassis.problems import TooManyRequests
from gateway.limits.rules import FAILURE_WINDOW_SECONDS, FAILURES_ALLOWED

KEYS_REMEMBERED = 10_000


class FailedAttempts:
    """Failures by (name, address). When there are too many keys, the oldest is dropped."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, name: str, address: str) -> None:
        """Raises TooManyRequests with the seconds to wait."""
        recent = self._recent((name, address))
        if len(recent) >= FAILURES_ALLOWED:
            wait = math.ceil(recent[0] + FAILURE_WINDOW_SECONDS - monotonic())
            headers = {
                "Retry-After": str(wait),
                "RateLimit-Policy": f'"failures";q={FAILURES_ALLOWED};w={int(FAILURE_WINDOW_SECONDS)}',
                "RateLimit": f'"failures";r=0;t={wait}',
            }
            raise TooManyRequests(f"Too many failed attempts. Try again in {wait} seconds.", headers=headers)

    def count(self, name: str, address: str) -> None:
        key = (name, address)
        self._times[key] = [*self._recent(key), monotonic()]
        self._times.move_to_end(key)
        if len(self._times) > KEYS_REMEMBERED:
            self._times.popitem(last=False)

    def clear(self, name: str, address: str) -> None:
        """After a success."""
        self._times.pop((name, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = monotonic() - FAILURE_WINDOW_SECONDS
        return [time for time in self._times.get(key, ()) if time > since]
