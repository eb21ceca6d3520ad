"""A neighbour's feed for tests: says what a test tells it to, in the form every service's feed has."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx

from chassis.clock import now
from chassis.feed import Event, FeedPage


class ScriptedFeed:
    """Stands where another service's journal feed would; a follower of the app under test asks it."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._said = asyncio.Condition()
        self._reached = 0
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer), base_url="http://feed")

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        after = int(request.url.params["after"])
        async with self._said:
            self._reached = after
            self._said.notify_all()
            await self._said.wait_for(lambda: len(self._events) > after)
            items = self._events[after:]
        return httpx.Response(200, content=FeedPage(items=items, head=after + len(items)).model_dump_json())

    async def say(self, verb: str, payload: dict[str, Any], *, subject_id: UUID | None = None) -> None:
        """Append an event and return when the follower has taken it in."""
        async with self._said:
            event = Event(
                position=len(self._events) + 1,
                id=uuid4(),
                at=now(),
                actor=uuid4(),
                actor_org=uuid4(),
                verb=verb,
                subject_type=verb.partition(".")[0],
                subject_id=subject_id or uuid4(),
                origin=None,
                outcome=None,
                payload=payload,
            )
            self._events.append(event)
            self._said.notify_all()
            await asyncio.wait_for(self._said.wait_for(lambda: self._reached >= event.position), 10)
