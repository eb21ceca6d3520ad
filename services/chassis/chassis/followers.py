"""Followers of other services' feeds: each event takes effect exactly once.

The follower moves its cursor in the transaction that handles the events, so that a crash undoes both or neither.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.database import CALLER_ORG, Sessions
from chassis.feed import Event, FeedPage
from chassis.locks import Lock, hold
from chassis.tokens import Signer

log = logging.getLogger("chassis.followers")

Handler = Callable[[AsyncSession, Event], Awaitable[None]]
WAIT_SECONDS = 20.0

CURSOR = text("select position, encode(chain, 'hex') as chain from follower_cursors where feed = :feed")
MOVE = text(
    "insert into follower_cursors (feed, position, chain) values (:feed, :position, decode(:chain, 'hex'))"
    " on conflict (feed) do update set position = excluded.position, chain = excluded.chain"
)


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """The feed of another service, and with what it is read."""

    name: str
    client: httpx.AsyncClient
    signer: Signer


class FollowerBehind(RuntimeError):
    """Another process has moved this cursor in the meantime; read it again."""


class CursorAhead(RuntimeError):
    """The other journal is not the one that was read, or shorter: events would be missed without a sign."""


async def apply_page(
    sessions: Sessions, feed: str, page: FeedPage, handlers: Mapping[str, Handler], *, at: int
) -> None:
    """Handle the events of a page and move the cursor from `at` to its head, in one transaction."""
    CALLER_ORG.set(None)
    async with sessions() as session, session.begin():
        await hold(session, Lock.FEED, feed)
        connection = await session.connection()
        current = (await connection.execute(CURSOR, {"feed": feed})).scalar() or 0
        if current != at:
            raise FollowerBehind
        for event in page.items:
            handler = handlers.get(event.verb)
            if handler:
                await handler(session, event)
        await session.flush()
        await connection.execute(MOVE, {"feed": feed, "position": page.head, "chain": page.chain})


async def place_of(sessions: Sessions, feed: str) -> tuple[int, str | None]:
    """The position up to which the feed was read, and the chain's value there, if it was kept."""
    async with sessions() as session, session.begin():
        connection = await session.connection()
        row = (await connection.execute(CURSOR, {"feed": feed})).one_or_none()
        return (row.position, row.chain) if row else (0, None)


async def follow_once(
    feed: FollowedFeed,
    sessions: Sessions,
    handlers: Mapping[str, Handler],
    *,
    wait: float = WAIT_SECONDS,
    done: Callable[[], None] = lambda: None,
) -> int:
    """Read one page of the feed, apply it, and return the new position."""
    at, chain = await place_of(sessions, feed.name)
    answer = await feed.client.get(
        "/internal/feed",
        params={"after": at, "wait": wait, **({"chain": chain} if chain else {})},
        headers={"Authorization": f"Bearer {feed.signer.as_system(audience=feed.name)}"},
        timeout=wait + 10,
    )
    if answer.status_code == 409:
        raise CursorAhead(answer.json()["detail"])
    answer.raise_for_status()
    page = FeedPage.model_validate_json(answer.content)
    if page.head > at:
        await apply_page(sessions, feed.name, page, handlers, at=at)
        done()
    return page.head


async def follow(
    feed: FollowedFeed,
    sessions: Sessions,
    handlers: Mapping[str, Handler],
    *,
    done: Callable[[], None] = lambda: None,
    ahead: set[str] | None = None,
) -> None:
    """Follow without end, with back-off while the other service or the database is unavailable.

    `ahead` holds the name of the feed for as long as its journal is shorter than what was read of it.
    """
    ahead = set() if ahead is None else ahead
    pause = 0.2
    while True:
        try:
            await follow_once(feed, sessions, handlers, done=done)
            pause = 0.2
            ahead.discard(feed.name)
        except Exception as error:  # a follower goes on whatever the other service does
            if isinstance(error, CursorAhead):
                ahead.add(feed.name)
            quiet = isinstance(error, (httpx.TransportError, FollowerBehind))
            log.log(logging.INFO if quiet else logging.ERROR, "following %s: %r", feed.name, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
