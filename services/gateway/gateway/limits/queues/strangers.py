"""The queue of requests whose sender is not known yet: clients take turns, and none of them takes all places."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.http_server.open_connections import client_key
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import (
    REFUSED_SECONDS,
    STRANGERS,
    STRANGERS_WAITING,
    TURN_SECONDS,
    Places,
    TooManyStrangers,
)


@dataclass(slots=True)
class Visit:
    """A turn; whoever `was_refused` keeps the place a moment longer, so that guessing goes no faster."""

    was_refused: bool = False


class Strangers:
    """One for each gateway process. Known credentials, passwords and health checks do not come here."""

    def __init__(
        self, places: Places = STRANGERS, *, seconds: float = TURN_SECONDS, refused_seconds: float = REFUSED_SECONDS
    ) -> None:
        in_total, of_one = places
        self.queue = FairQueue(places=in_total, of_one=of_one, most=STRANGERS_WAITING, refusal=TooManyStrangers)
        self._seconds = seconds
        self._refused_seconds = refused_seconds

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[Visit]:
        """Wait for a turn of this client; raises TooManyStrangers if none comes in time."""
        client, visit = client_key(address), Visit()
        try:
            async with asyncio.timeout(self._seconds):
                await self.queue.enter(client)
        except TimeoutError:
            raise TooManyStrangers from None
        try:
            yield visit
        finally:
            if visit.was_refused and self._refused_seconds:
                asyncio.get_running_loop().call_later(self._refused_seconds, self.queue.leave, client)
            else:
                self.queue.leave(client)
