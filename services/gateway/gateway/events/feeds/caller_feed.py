"""The public feed of one caller, read from the journals of all services."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.callers import Caller
from chassis.events import EventQuery, PublishedEvent, events_of
from chassis.state import AppState
from gateway.events.rules import JOURNALS, FeedPosition, merged
from gateway.events.schemas import FeedEntry
from gateway.services_api import client as services_api

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
