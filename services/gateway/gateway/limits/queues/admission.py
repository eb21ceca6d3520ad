"""How many requests a service works on at once, so that no queue grows behind it and no organisation fills it.

Each kind of request has a queue of its own: what takes long must not delay the others. The gateway's own routes are
one such service.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from chassis.problems import Unavailable
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import PLACES, TURN_SECONDS, WAITING, Kind, Places


class Admission:
    """One for each gateway process. Organisations take turns, and none of them takes all places."""

    def __init__(self, places: Mapping[Kind, Places] = PLACES, *, seconds: float = TURN_SECONDS) -> None:
        self._places = places
        self._seconds = seconds
        self._queues: dict[tuple[str, Kind, str], FairQueue] = {}

    @asynccontextmanager
    async def turn(self, service: str, organisation: str, kind: Kind) -> AsyncIterator[None]:
        """Wait for a turn of this organisation; raises Unavailable if none comes in time."""
        in_total, of_one = self._places[kind]
        async with AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(self._seconds):
                    for places, whose in ((of_one, organisation), (in_total, "")):
                        queue = self._queue((service, kind, whose), places)
                        await turn.enter_async_context(queue.turn(organisation))
            except TimeoutError:
                raise _busy(service) from None
            yield

    def _queue(self, key: tuple[str, Kind, str], places: int) -> FairQueue:
        if key not in self._queues:
            self._queues[key] = FairQueue(places=places, most=WAITING, refusal=lambda: _busy(key[0]))
        return self._queues[key]


def _busy(service: str) -> Unavailable:
    detail = f"Too many requests wait for the service {service}; nothing was done. Send it again later."
    return Unavailable(detail, service=service)
