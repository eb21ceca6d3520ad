"""The feed as server-sent events: what is there, then what comes, for a bounded time.

A stream ends after as long as a revoked credential may still be felt. Clients of server-sent events connect again
by themselves and name the last id they saw, so nothing is lost and every stream is a fresh look at who is asking.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from chassis.events import MOST, PublishedEvent
from chassis.problems import Problem
from gateway.events.listening import Listener, as_event
from gateway.events.merging import Entry, merged, past
from gateway.events.rules import JOURNALS, Place, Streams
from gateway.tokens.rules import REVOCATION_DELAY

MEDIA_TYPE = "text/event-stream"
RETRY = b"retry: 1000\n\n"
SIGN_OF_LIFE = b":\n\n"
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


def streamed(listener: Listener, after: Place, backlog: list[Entry], streams: Streams) -> StreamingResponse:
    """The answer that begins with the backlog and goes on; raises TooManyStreams."""
    streams.admit(listener.caller.org)
    return StreamingResponse(
        _frames(listener, after, backlog, streams),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _frames(listener: Listener, place: Place, backlog: list[Entry], streams: Streams) -> AsyncIterator[bytes]:
    with streams.counted(listener.caller.org), contextlib.suppress(Problem):
        # A service that goes away ends the stream: the client comes back, and is told so then.
        yield RETRY
        async for entries in _batches(listener, place, backlog):
            for entry in entries:
                place = past(place, [entry])
                yield _frame(listener, entry, place)
            if not entries:
                yield SIGN_OF_LIFE


async def _batches(listener: Listener, after: Place, backlog: list[Entry]) -> AsyncIterator[list[Entry]]:
    deadline = time.monotonic() + REVOCATION_DELAY
    while backlog and time.monotonic() < deadline:
        yield backlog
        after = past(after, backlog)
        backlog = await listener.entries(after, MOST)
    tails = Tails(listener, after, deadline)
    try:
        while time.monotonic() < deadline:
            yield await tails.entries()
    finally:
        await tails.close()


def _frame(listener: Listener, entry: Entry, place: Place) -> bytes:
    return f"id: {listener.seal(place)}\ndata: {as_event(entry).model_dump_json()}\n\n".encode()
