"""The two forms in which events are read: a page, and a stream for clients that ask for one."""

from starlette.responses import Response

from chassis.events import MOST
from gateway.events import views
from gateway.events.feeds.caller_feed import CallerFeed
from gateway.events.rules import FeedPosition, position_after
from gateway.events.schemas import EventPage
from gateway.events.streams.cursors import cursor_of
from gateway.events.streams.frames import MEDIA_TYPE, event_stream
from gateway.limits.counters.open_streams import OpenStreams


async def answer(
    feed: CallerFeed, position: FeedPosition, *, limit: int, accept: str, streams: OpenStreams
) -> EventPage | Response:
    """A stream if `accept` (the header) names its media type, else a page; raises TooManyStreams, Unavailable."""
    if MEDIA_TYPE in accept:
        return await event_stream(feed, position, await feed.entries(position, MOST), streams)
    entries = await feed.entries(position, limit)
    return views.event_page(entries, following=cursor_of(feed, position_after(position, entries)))
