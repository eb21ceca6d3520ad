"""The feed as server-sent events: what exists, then what comes, for a limited time.

A stream ends after the longest time that a revoked credential may still be used. Clients of server-sent events
reconnect by themselves and send the last id they saw, so nothing is lost and each connection is authorised again.
"""

import contextlib
import time
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from chassis.events import MOST
from chassis.problems import Problem
from gateway.events.queries import CallerFeed, FeedEntry, position_after
from gateway.events.rules import FeedPosition
from gateway.events.streams.tails import Tails
from gateway.events.views import cloud_event
from gateway.limits.counters.open_streams import OpenStreams
from gateway.tokens.rules import REVOCATION_DELAY

MEDIA_TYPE = "text/event-stream"
RETRY = b"retry: 1000\n\n"
KEEP_ALIVE = b":\n\n"


def event_stream(
    feed: CallerFeed, after: FeedPosition, backlog: list[FeedEntry], streams: OpenStreams
) -> StreamingResponse:
    """The answer that begins with the backlog and continues; raises TooManyStreams."""
    streams.check(feed.caller.org)
    return StreamingResponse(
        _frames(feed, after, backlog, streams),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _frames(
    feed: CallerFeed, position: FeedPosition, backlog: list[FeedEntry], streams: OpenStreams
) -> AsyncIterator[bytes]:
    with streams.counted(feed.caller.org), contextlib.suppress(Problem):
        # A service that becomes unavailable ends the stream: the client reconnects and gets the problem then.
        yield RETRY
        async for entries in _batches(feed, position, backlog):
            for entry in entries:
                position = position_after(position, [entry])
                yield _frame(feed, entry, position)
            if not entries:
                yield KEEP_ALIVE


async def _batches(
    feed: CallerFeed, after: FeedPosition, backlog: list[FeedEntry]
) -> AsyncIterator[list[FeedEntry]]:
    deadline = time.monotonic() + REVOCATION_DELAY
    while backlog and time.monotonic() < deadline:
        yield backlog
        after = position_after(after, backlog)
        backlog = await feed.entries(after, MOST)
    tails = Tails(feed, after, deadline)
    try:
        while time.monotonic() < deadline:
            yield await tails.entries()
    finally:
        await tails.close()


def _frame(feed: CallerFeed, entry: FeedEntry, position: FeedPosition) -> bytes:
    return f"id: {feed.cursor(position)}\ndata: {cloud_event(entry).model_dump_json()}\n\n".encode()
