"""One feed out of several journals: each in its own order, among each other by time."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import merge
from itertools import islice

from chassis.events import PublishedEvent
from gateway.events.rules import Place

Entry = tuple[str, PublishedEvent]
"""A journal entry and the service that wrote it."""


def merged(journals: Mapping[str, Sequence[PublishedEvent]], limit: int) -> list[Entry]:
    """The first `limit` entries; within a journal its own order stands, also where a clock went backwards."""
    streams = ([(service, told) for told in entries] for service, entries in journals.items())
    return list(islice(merge(*streams, key=lambda entry: entry[1].at), limit))


def past(place: Place, entries: Iterable[Entry]) -> Place:
    """The place of somebody who has been given these, in this order, on top."""
    for service, told in entries:
        place = place.past(service, told.position)
    return place
