"""The feed as server-sent events: what is there, then what comes, for a bounded time.

A stream ends after as long as a revoked credential may still be felt. Clients of server-sent events connect again
by themselves and name the last id they saw, so nothing is lost and every stream is a fresh look at who is asking.
"""

import contextlib
import time
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from chassis.events import MOST
from chassis.problems import Problem
from gateway.events.queries import Entry, Listener, past
from gateway.events.rules import Place, Streams
from gateway.events.streams.tails import Tails
from gateway.events.views import cloud_event
from gateway.tokens.rules import REVOCATION_DELAY

MEDIA_TYPE = "text/event-stream"
RETRY = b"retry: 1000\n\n"
SIGN_OF_LIFE = b":\n\n"


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
    return f"id: {listener.seal(place)}\ndata: {cloud_event(entry).model_dump_json()}\n\n".encode()
