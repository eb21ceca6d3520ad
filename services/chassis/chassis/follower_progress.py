"""How far the followers of this service's feed have come."""

import time
from collections.abc import Callable

from chassis.broadcast import Broadcast

LONGEST_WAIT = 30.0
"""Seconds that the feed keeps a follower waiting."""
FORGOTTEN_AFTER = 2 * LONGEST_WAIT


class Progress:
    """The position of each follower, as far as it has asked this process.

    A follower that is at work asks again at least every `LONGEST_WAIT` seconds; one that has not asked for
    twice as long has gone, and no request waits for it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}
        self._moved = Broadcast()

    def reached(self, follower: str, position: int) -> None:
        self._seen[follower] = (position, self._clock())
        self._moved.notify()

    def positions(self) -> dict[str, int]:
        """The positions of the active followers."""
        oldest = self._clock() - FORGOTTEN_AFTER
        self._seen = {name: seen for name, seen in self._seen.items() if seen[1] >= oldest}
        return {name: position for name, (position, _) in self._seen.items()}

    async def passed(self, position: int, *, seconds: float) -> bool:
        """Wait until every active follower is past `position`, at most `seconds`."""

        async def are_past() -> bool:
            return all(at >= position for at in self.positions().values())

        return await self._moved.until(are_past, bool, seconds=seconds)
