"""Waits at the end of every journal for the next entries."""

import asyncio
import time

from chassis.events import MOST, PublishedEvent
from gateway.events.queries import CallerFeed, FeedEntry, merged, position_after
from gateway.events.rules import JOURNALS, FeedPosition

KEEP_ALIVE_SECONDS = 10.0


class Tails:
    """One waiting request to each journal, repeated as soon as it is answered."""

    def __init__(self, feed: CallerFeed, after: FeedPosition, deadline: float) -> None:
        self._feed = feed
        self._after = after
        self._deadline = deadline
        self._requests = {journal: self._request(journal) for journal in JOURNALS}

    async def entries(self) -> list[FeedEntry]:
        """The next entries of any journal; empty if one has had nothing new for `KEEP_ALIVE_SECONDS`."""
        await asyncio.wait(self._requests.values(), return_when=asyncio.FIRST_COMPLETED)
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
        wait = max(0.0, min(KEEP_ALIVE_SECONDS, self._deadline - time.monotonic()))
        return asyncio.create_task(self._feed.journal(journal, self._after, limit=MOST, wait=wait))
