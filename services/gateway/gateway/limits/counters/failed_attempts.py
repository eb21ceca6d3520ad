"""A brake on guessing: after too many failures the same guess from the same place must wait.

Counted in this process's memory; with several gateways each counts for itself.
"""

import math
from collections import OrderedDict
from time import monotonic

from chassis.problems import TooManyRequests

ALLOWED = 10
WINDOW_SECONDS = 300.0
REMEMBERED = 10_000


class Failures:
    """Failures by (who, from where); the oldest are forgotten when there are too many."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, who: str, where: str) -> None:
        """Raises TooManyRequests, saying when the next try is due."""
        recent = self._recent((who, where))
        if len(recent) >= ALLOWED:
            wait = math.ceil(recent[0] + WINDOW_SECONDS - monotonic())
            headers = {
                "Retry-After": str(wait),
                "RateLimit-Policy": f'"failures";q={ALLOWED};w={int(WINDOW_SECONDS)}',
                "RateLimit": f'"failures";r=0;t={wait}',
            }
            raise TooManyRequests("Too many failed attempts.", headers=headers)

    def count(self, who: str, where: str) -> None:
        key = (who, where)
        self._times[key] = [*self._recent(key), monotonic()]
        self._times.move_to_end(key)
        if len(self._times) > REMEMBERED:
            self._times.popitem(last=False)

    def forget(self, who: str, where: str) -> None:
        """After a success."""
        self._times.pop((who, where), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = monotonic() - WINDOW_SECONDS
        return [time for time in self._times.get(key, ()) if time > since]
