"""The feed as server-sent events: what exists, then what comes, for as long as the reader may read it.

A stream ends with its credential, and at the latest after the life of an internal token. Clients of server-sent
events reconnect by themselves and send the last id they saw, so nothing is lost.
"""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from starlette.responses import StreamingResponse

from chassis.events import MOST
from chassis.problems import Problem
from gateway.events.feeds.caller_feed import CallerFeed
from gateway.events.rules import FeedPosition, position_after
from gateway.events.schemas import FeedEntry
from gateway.events.streams.cursors import cursor_of
from gateway.events.streams.guards import Guard
from gateway.events.streams.tails import Tails
from gateway.events.views import cloud_event
from gateway.limits.counters.open_streams import OpenStreams

MEDIA_TYPE = "text/event-stream"
RETRY = b"retry: 1000\n\n"
KEEP_ALIVE = b":\n\n"


async def event_stream(
    feed: CallerFeed, after: FeedPosition, backlog: list[FeedEntry], streams: OpenStreams
) -> StreamingResponse:
    """The answer that begins with the backlog and continues; raises TooManyStreams."""
    streams.check(feed.caller.org)
    frames = _frames(feed, after, backlog, streams)
    await anext(frames)  # counts the stream before anything else is awaited
    return StreamingResponse(
        _beginning_with(RETRY, frames),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _beginning_with(first: bytes, frames: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(frames):
        yield first
        async for frame in frames:
            yield frame


async def _frames(
    feed: CallerFeed, position: FeedPosition, backlog: list[FeedEntry], streams: OpenStreams
) -> AsyncGenerator[bytes, None]:
    with streams.counted(feed.caller.org), contextlib.suppress(Problem):
        # Whatever is refused on the way ends the stream: the client reconnects and gets the problem then.
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
    guard = Guard(feed.state, feed.caller)
    await guard.check()
    while backlog:
        yield backlog
        after = position_after(after, backlog)
        await guard.check()
        backlog = await feed.entries(after, MOST)
    tails = Tails(feed, after)
    try:
        while not feed.state.sealed.has_ended:
            entries = await tails.entries(guard.seconds_left)
            await guard.check()
            yield entries
    finally:
        await tails.close()


def _frame(feed: CallerFeed, entry: FeedEntry, position: FeedPosition) -> bytes:
    return f"id: {cursor_of(feed, position)}\ndata: {cloud_event(entry).model_dump_json()}\n\n".encode()
