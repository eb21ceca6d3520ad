"""The queue of requests whose sender is not known yet: clients take turns, and none of them takes all places."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


class Visit:
    """A turn. Whoever `was_refused` keeps the place a moment longer, so that guessing goes no faster."""

    def __init__(self, queue: FairQueue, client: str, *, refused_seconds: float) -> None:
        self._queue = queue
        self._client = client
        self._refused_seconds = refused_seconds
        self.was_refused = False

    def end(self, was_refused: bool) -> None:
        self.was_refused = was_refused
        self.leave()

    def leave(self) -> None:
        if self.was_refused and self._refused_seconds:
            asyncio.get_running_loop().call_later(self._refused_seconds, self._queue.leave, self._client)
        else:
            self._queue.leave(self._client)


class Strangers:
    """One for each gateway process. Known credentials, passwords and health checks do not come here."""

    def __init__(
        self, places: Places = STRANGERS, *, seconds: float = TURN_SECONDS, refused_seconds: float = REFUSED_SECONDS
    ) -> None:
        in_total, of_one = places
        self.queue = FairQueue(places=in_total, of_one=of_one, most=STRANGERS_WAITING, refusal=TooManyStrangers)
        self._seconds = seconds
        self._refused_seconds = refused_seconds

    async def enter(self, address: str) -> Visit:
        """Wait for a turn of this client, who must `leave`; raises TooManyStrangers if none comes in time."""
        client = client_key(address)
        await self.queue.enter(client, seconds=self._seconds)
        return Visit(self.queue, client, refused_seconds=self._refused_seconds)

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[Visit]:
        """A turn for as long as the block runs; raises TooManyStrangers."""
        visit = await self.enter(address)
        try:
            yield visit
        finally:
            visit.leave()
