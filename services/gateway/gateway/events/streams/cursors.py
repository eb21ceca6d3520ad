"""The position of a reader as a sealed cursor: only its own caller can use it, and nobody can read it."""

from chassis.problems import BadCursor
from gateway.events.feeds.caller_feed import CallerFeed
from gateway.events.rules import FEED_START, FeedPosition, position_from


def cursor_of(feed: CallerFeed, position: FeedPosition) -> str:
    return feed.state.cursors.seal(position.as_text(), bound_to=_bound_to(feed))


def start_of(feed: CallerFeed, *, after: str | None, last_event_id: str | None) -> FeedPosition:
    """Where to continue. `last_event_id` comes first: a stream that reconnects repeats its first `after`.

    Raises BadCursor if the cursor was given to another caller, or for other types.
    """
    if last_event_id:
        return _opened(feed, last_event_id, pointer="/header/Last-Event-ID")
    return _opened(feed, after, pointer="/query/after") if after else FEED_START


def _opened(feed: CallerFeed, cursor: str, *, pointer: str) -> FeedPosition:
    try:
        return position_from(str(feed.state.cursors.open(cursor, bound_to=_bound_to(feed))))
    except BadCursor:
        raise BadCursor(pointer=pointer) from None


def _bound_to(feed: CallerFeed) -> str:
    return f"events|{feed.caller.org}|{feed.caller.person}|{sorted(feed.types)}"
