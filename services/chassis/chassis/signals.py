"""A signal that any number of tasks can wait for without missing it."""

import asyncio
import contextlib


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
