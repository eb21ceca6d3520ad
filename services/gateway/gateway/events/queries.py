"""One caller's ear at the journals of all services."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from chassis.callers import Caller
from chassis.events import EventQuery, PublishedEvent, PublishedEventPage, heard
from chassis.http import ask
from chassis.problems import BadCursor
from chassis.state import AppState
from gateway.events.rules import BEGINNING, JOURNALS, Place, place_from

Entry = tuple[str, PublishedEvent]
"""A journal entry and the service that wrote it."""

OWN = "gateway"


@dataclass(frozen=True)
class Listener:
    """Hears what its caller's organisation was meant to hear, of these types alone where any are named."""

    state: AppState
    caller: Caller
    types: Sequence[str]

    async def entries(self, after: Place, limit: int) -> list[Entry]:
        """What is there now, over all journals.

        Raises Unavailable naming the service that cannot be read: a feed with a hole would not be one.
        """
        told = await asyncio.gather(*(self.journal(name, after, limit=limit) for name in JOURNALS))
        return merged(dict(zip(JOURNALS, told, strict=True)), limit)

    async def journal(self, name: str, after: Place, *, limit: int, wait: float = 0) -> list[PublishedEvent]:
        """One journal's entries, waited for where there are none yet."""
        asked = EventQuery(after=after.positions[name], limit=limit, types=[*self.types], wait=wait)
        if name == OWN:
            return await heard(self.state, self.caller.org, asked)
        answer = await ask(
            self.state.clients[name],
            "GET",
            "/internal/events",
            token=self.caller.token,
            neighbour=name,
            params=asked.model_dump(),
            timeout=wait + 10,
        )
        return PublishedEventPage.model_validate(answer).items

    def seal(self, place: Place) -> str:
        return self.state.cursors.seal(place.written(), bound_to=self._bound_to)

    def place(self, *, after: str | None, last_event_id: str | None) -> Place:
        """Where to go on; a stream that resumes knows better than its address, which is still the first one's.

        Raises BadCursor where a cursor was given to somebody else, or for other types.
        """
        if last_event_id:
            return self._open(last_event_id, pointer="/header/Last-Event-ID")
        return self._open(after, pointer="/query/after") if after else BEGINNING

    def _open(self, cursor: str, *, pointer: str) -> Place:
        try:
            return place_from(str(self.state.cursors.open(cursor, bound_to=self._bound_to)))
        except BadCursor:
            raise BadCursor(pointer=pointer) from None

    @property
    def _bound_to(self) -> str:
        return f"events|{self.caller.org}|{self.caller.person}|{sorted(self.types)}"


def merged(journals: Mapping[str, Sequence[PublishedEvent]], limit: int) -> list[Entry]:
    """The first `limit` entries; within a journal its own order stands, also where a clock went backwards."""
    streams = ([(service, told) for told in entries] for service, entries in journals.items())
    return list(islice(merge(*streams, key=lambda entry: entry[1].at), limit))


def past(place: Place, entries: Iterable[Entry]) -> Place:
    """The place of somebody who has been given these, in this order, on top."""
    for service, told in entries:
        place = place.past(service, told.position)
    return place
