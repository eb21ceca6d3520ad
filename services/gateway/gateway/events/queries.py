"""The public feed of one caller, read from the journals of all services."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from chassis.callers import Caller
from chassis.events import EventQuery, PublishedEvent, events_of
from chassis.problems import BadCursor
from chassis.state import AppState
from gateway.events.rules import FEED_START, JOURNALS, FeedPosition, position_from
from gateway.services_api import queries as services_api

FeedEntry = tuple[str, PublishedEvent]
"""The service that wrote a journal entry, and the entry."""

OWN_JOURNAL = "gateway"


@dataclass(frozen=True)
class CallerFeed:
    """The entries whose audience includes the caller's organisation; `types` limits them, empty means all."""

    state: AppState
    caller: Caller
    types: Sequence[str]

    async def entries(self, after: FeedPosition, limit: int) -> list[FeedEntry]:
        """The entries that exist now, of all journals.

        Raises Unavailable naming the service that cannot be read: a feed with a gap would be wrong.
        """
        journals = await asyncio.gather(*(self.journal(name, after, limit=limit) for name in JOURNALS))
        return merged(dict(zip(JOURNALS, journals, strict=True)), limit)

    async def journal(
        self, service: str, after: FeedPosition, *, limit: int, wait: float = 0
    ) -> list[PublishedEvent]:
        """The entries of one journal; waits up to `wait` seconds if there are none yet."""
        query = EventQuery(after=after.positions[service], limit=limit, types=[*self.types], wait=wait)
        if service == OWN_JOURNAL:
            return await events_of(self.state, self.caller.org, query)
        return await services_api.published_events(self.state.clients, service, self.caller.token, query)

    def cursor(self, position: FeedPosition) -> str:
        return self.state.cursors.seal(position.as_text(), bound_to=self._bound_to)

    def position(self, *, after: str | None, last_event_id: str | None) -> FeedPosition:
        """Where to continue. `last_event_id` comes first: a stream that reconnects repeats its first `after`.

        Raises BadCursor if the cursor was given to another caller, or for other types.
        """
        if last_event_id:
            return self._opened(last_event_id, pointer="/header/Last-Event-ID")
        return self._opened(after, pointer="/query/after") if after else FEED_START

    def _opened(self, cursor: str, *, pointer: str) -> FeedPosition:
        try:
            return position_from(str(self.state.cursors.open(cursor, bound_to=self._bound_to)))
        except BadCursor:
            raise BadCursor(pointer=pointer) from None

    @property
    def _bound_to(self) -> str:
        return f"events|{self.caller.org}|{self.caller.person}|{sorted(self.types)}"


def merged(journals: Mapping[str, Sequence[PublishedEvent]], limit: int) -> list[FeedEntry]:
    """The first `limit` entries by time. Those of one journal keep their order, also if its clock went back."""
    feeds = ([(service, entry) for entry in entries] for service, entries in journals.items())
    return list(islice(merge(*feeds, key=lambda entry: entry[1].at), limit))


def position_after(position: FeedPosition, entries: Iterable[FeedEntry]) -> FeedPosition:
    """The position of a reader who has also read these entries, in this order."""
    for service, entry in entries:
        position = position.after(service, entry.position)
    return position
