"""How many requests a service works on at once, so that no queue grows behind it and no organisation fills it.

Requests that may bring a file have a smaller queue of their own: they take long, and must not delay the others.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from chassis.body_sizes import DEFAULT_BODY
from chassis.problems import Unavailable
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import (
    FILES_AT_ONCE,
    FILES_OF_ONE,
    REQUESTS_AT_ONCE,
    REQUESTS_OF_ONE,
    TURN_SECONDS,
    WAITING,
)

Places = tuple[int, int]
"""At once: in total, and of one organisation."""


class Admission:
    """One for each gateway process. Organisations take turns, and none of them takes all places."""

    def __init__(
        self,
        *,
        requests: Places = (REQUESTS_AT_ONCE, REQUESTS_OF_ONE),
        files: Places = (FILES_AT_ONCE, FILES_OF_ONE),
        seconds: float = TURN_SECONDS,
    ) -> None:
        self._places = {False: requests, True: files}
        self._seconds = seconds
        self._queues: dict[tuple[str, bool, str], FairQueue] = {}

    @asynccontextmanager
    async def turn(self, service: str, organisation: str, *, most_bytes: int) -> AsyncIterator[None]:
        """Wait for a turn of this organisation; raises Unavailable if none comes in time."""
        brings_file = most_bytes > DEFAULT_BODY
        in_total, of_one = self._places[brings_file]
        async with AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(self._seconds):
                    for places, whose in ((of_one, organisation), (in_total, "")):
                        queue = self._queue((service, brings_file, whose), places)
                        await turn.enter_async_context(queue.turn(organisation))
            except TimeoutError:
                raise _busy(service) from None
            yield

    def _queue(self, key: tuple[str, bool, str], places: int) -> FairQueue:
        if key not in self._queues:
            self._queues[key] = FairQueue(places=places, most=WAITING, refusal=lambda: _busy(key[0]))
        return self._queues[key]


def _busy(service: str) -> Unavailable:
    detail = f"Too many requests wait for the service {service}; nothing was done. Send it again later."
    return Unavailable(detail, service=service)
