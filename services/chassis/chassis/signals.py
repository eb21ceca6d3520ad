"""A signal that any number of tasks can wait for without missing it."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")


class Signal:
    """Take a `ticket` before looking at the state, then wait on it: whatever happens in between rings it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self, *_: object) -> None:
        rung, self._event = self._event, asyncio.Event()
        rung.set()

    def ticket(self) -> asyncio.Event:
        return self._event

    @staticmethod
    async def wait(ticket: asyncio.Event, seconds: float) -> None:
        """Return when the ticket's signal rang, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ticket.wait(), max(seconds, 0))

    async def until(
        self, look: Callable[[], Awaitable[Seen]], is_enough: Callable[[Seen], bool], *, seconds: float
    ) -> Seen:
        """What `look` sees as soon as that is enough, or after so many seconds; it looks anew at each ring."""
        deadline = time.monotonic() + seconds
        while True:
            ticket = self.ticket()
            seen = await look()
            left = deadline - time.monotonic()
            if is_enough(seen) or left <= 0:
                return seen
            await self.wait(ticket, left)
