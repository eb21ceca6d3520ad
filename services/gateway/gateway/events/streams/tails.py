"""Waits at the end of every journal for what comes next."""

import asyncio
import time

from chassis.events import MOST, PublishedEvent
from gateway.events.queries import Entry, Listener, merged, past
from gateway.events.rules import JOURNALS, Place

SIGN_OF_LIFE_SECONDS = 10.0


class Tails:
    """A question under way to each journal, asked again as soon as it is answered."""

    def __init__(self, listener: Listener, after: Place, deadline: float) -> None:
        self._listener = listener
        self._after = after
        self._deadline = deadline
        self._asked = {journal: self._ask(journal) for journal in JOURNALS}

    async def entries(self) -> list[Entry]:
        """What any of them says next; nothing where one has been silent for a while."""
        await asyncio.wait(self._asked.values(), return_when=asyncio.FIRST_COMPLETED)
        answered = {journal: asked.result() for journal, asked in self._asked.items() if asked.done()}
        entries = merged(answered, MOST * len(JOURNALS))
        self._after = past(self._after, entries)
        self._asked |= {journal: self._ask(journal) for journal in answered}
        return entries

    async def close(self) -> None:
        for asked in self._asked.values():
            asked.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    def _ask(self, journal: str) -> "asyncio.Task[list[PublishedEvent]]":
        wait = max(0.0, min(SIGN_OF_LIFE_SECONDS, self._deadline - time.monotonic()))
        return asyncio.create_task(self._listener.journal(journal, self._after, limit=MOST, wait=wait))
