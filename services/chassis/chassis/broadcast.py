"""A notification for any number of waiting tasks, none of which can miss it."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")


class Broadcast:
    """Take a `ticket`, look at the state, then wait on the ticket: a notification in between is not lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.has_ended = False
        """Whether the process stops: then nobody waits any longer."""

    def end(self) -> None:
        self.has_ended = True
        self.notify()

    def notify(self, *_: object) -> None:
        notified, self._event = self._event, asyncio.Event()
        notified.set()

    def ticket(self) -> asyncio.Event:
        return self._event

    @staticmethod
    async def wait(ticket: asyncio.Event, seconds: float) -> None:
        """Return when the ticket's signal was notified, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ticket.wait(), max(seconds, 0))

    async def until(
        self, look: Callable[[], Awaitable[Seen]], is_enough: Callable[[Seen], bool], *, seconds: float
    ) -> Seen:
        """The result of `look` once `is_enough`, or after `seconds`; it looks again after each notification."""
        deadline = time.monotonic() + seconds
        while True:
            ticket = self.ticket()
            seen = await look()
            left = deadline - time.monotonic()
            if is_enough(seen) or left <= 0 or self.has_ended:
                return seen
            await self.wait(ticket, left)
