"""Answers that wait a moment for the other services to have heard what was done."""

import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Request

from chassis.state import state_of
from gateway.transactions.statements import rows

LONGEST_SECONDS = 2.0


class Announcement:
    """The journal entries of this request whose effect elsewhere the caller counts on."""

    def __init__(self) -> None:
        self.entries: list[UUID] = []


async def announcement(request: Request) -> AsyncIterator[Announcement]:
    """Waits after the commit and before the answer; must stand before the session in a route's signature."""
    made = Announcement()
    yield made
    if made.entries:
        await _heard(request.app, made.entries)


Announces = Annotated[Announcement, Depends(announcement, scope="function")]


async def _heard(app: FastAPI, entries: list[UUID]) -> None:
    """Until each follower at work has passed the entries, or a bounded time: nothing depends on it but comfort."""
    deadline = time.monotonic() + LONGEST_SECONDS
    position = await _sealed(app, entries, LONGEST_SECONDS)
    if position is not None:
        await state_of(app).progress.passed(position, seconds=deadline - time.monotonic())


async def _sealed(app: FastAPI, entries: list[UUID], seconds: float) -> int | None:
    """The highest position of the entries, once the sealer has given each its own."""

    async def places() -> list[int | None]:
        async with state_of(app).worker_sessions() as session, session.begin():
            found = await rows(session, "select position from journal where id = any(:entries)", entries=entries)
        return [row.position for row in found]

    def is_whole(seen: list[int | None]) -> bool:
        return len(seen) == len(entries) and None not in seen

    found = await state_of(app).sealed.until(places, is_whole, seconds=seconds)
    return max(place for place in found if place is not None) if is_whole(found) else None
