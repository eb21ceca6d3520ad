"""How far the followers of this service's feed have come."""

import time
from collections.abc import Callable

from chassis.signals import Signal

LONGEST_WAIT = 30.0
"""Seconds that the feed keeps a follower waiting."""
FORGOTTEN_AFTER = 2 * LONGEST_WAIT


class Progress:
    """How far each follower has come, as far as this process has heard.

    A follower that is at work asks again at least every `LONGEST_WAIT` seconds; one that has not been heard of for
    twice as long has gone, and nobody waits for it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: dict[str, tuple[int, float]] = {}
        self._moved = Signal()

    def reached(self, follower: str, position: int) -> None:
        self._heard[follower] = (position, self._clock())
        self._moved.notify()

    def positions(self) -> dict[str, int]:
        """Where the followers are that are at work."""
        oldest = self._clock() - FORGOTTEN_AFTER
        self._heard = {name: heard for name, heard in self._heard.items() if heard[1] >= oldest}
        return {name: position for name, (position, _) in self._heard.items()}

    async def passed(self, position: int, *, seconds: float) -> bool:
        """Wait until every follower at work is past `position`, at most `seconds`."""

        async def are_past() -> bool:
            return all(at >= position for at in self.positions().values())

        return await self._moved.until(are_past, bool, seconds=seconds)
