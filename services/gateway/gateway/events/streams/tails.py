"""Waits at the end of every journal for the next entries."""

import asyncio

from chassis.events import MOST, PublishedEvent
from gateway.events.feeds.caller_feed import CallerFeed
from gateway.events.rules import JOURNALS, FeedPosition, merged, position_after
from gateway.events.schemas import FeedEntry

LONG_POLL_SECONDS = 10.0


class Tails:
    """One waiting request to each journal, repeated as soon as it is answered."""

    def __init__(self, feed: CallerFeed, after: FeedPosition) -> None:
        self._feed = feed
        self._after = after
        self._requests = {journal: self._request(journal) for journal in JOURNALS}

    async def entries(self, seconds: float) -> list[FeedEntry]:
        """The next entries of any journal; empty if there are none for so long."""
        await asyncio.wait(self._requests.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        answers = {journal: request.result() for journal, request in self._requests.items() if request.done()}
        entries = merged(answers, MOST * len(JOURNALS))
        self._after = position_after(self._after, entries)
        self._requests |= {journal: self._request(journal) for journal in answers}
        return entries

    async def close(self) -> None:
        for request in self._requests.values():
            request.cancel()
        await asyncio.gather(*self._requests.values(), return_exceptions=True)

    def _request(self, journal: str) -> "asyncio.Task[list[PublishedEvent]]":
        after = self._after
        return asyncio.create_task(self._feed.journal(journal, after, limit=MOST, wait=LONG_POLL_SECONDS))
