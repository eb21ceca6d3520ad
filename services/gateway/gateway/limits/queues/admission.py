"""How many requests a service works on at once, so that no queue grows behind it and no organisation fills it.

Each kind of request has a queue of its own: what takes long must not delay the others. The gateway's own routes are
one such service.
"""

from collections.abc import Mapping

from chassis.problems import Unavailable
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import PLACES, TURN_SECONDS, WAITING, Kind, Places


class Admission:
    """One for each gateway process. Organisations take turns, and none of them takes all places."""

    def __init__(self, places: Mapping[Kind, Places] = PLACES, *, seconds: float = TURN_SECONDS) -> None:
        self._places = places
        self._seconds = seconds
        self._queues: dict[tuple[str, Kind], FairQueue] = {}

    async def enter(self, service: str, organisation: str, kind: Kind) -> FairQueue:
        """Wait for a turn of this organisation; raises Unavailable if none comes in time.

        Whoever enters must `leave` the queue that is returned. Most requests find a free place, and cost nothing
        more than a count.
        """
        queue = self._queues.get((service, kind)) or self._new_queue(service, kind)
        if not queue.entered_at_once(organisation):
            await queue.enter(organisation, seconds=self._seconds)
        return queue

    def _new_queue(self, service: str, kind: Kind) -> FairQueue:
        in_total, of_one = self._places[kind]
        queue = FairQueue(places=in_total, of_one=of_one, most=WAITING, refusal=lambda: _busy(service))
        self._queues[service, kind] = queue
        return queue


def _busy(service: str) -> Unavailable:
    detail = f"Too many requests wait for the service {service}; nothing was done. Send it again later."
    return Unavailable(detail, service=service)
