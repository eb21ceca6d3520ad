"""Answers that wait a moment for the other services to have heard what was done."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Request

from chassis.signals import Signal
from gateway.database import rows

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
    """Until each known follower has passed the entries, or a bounded time: nothing depends on it but comfort."""
    deadline = time.monotonic() + LONGEST_SECONDS
    position = await _sealed(app, entries, deadline)
    followers = len(app.state.progress.positions)
    if position is not None and followers:
        left = deadline - time.monotonic()
        await app.state.progress.passed(position, seconds=max(left, 0), followers=followers)


async def _sealed(app: FastAPI, entries: list[UUID], deadline: float) -> int | None:
    """The highest position of the entries, once the sealer has given each its own."""
    while True:
        ticket: asyncio.Event = app.state.sealed.ticket()
        async with app.state.worker_sessions() as session, session.begin():
            found = await rows(session, "select position from journal where id = any(:entries)", entries=entries)
        positions: list[int | None] = [row.position for row in found]
        sealed = [position for position in positions if position is not None]
        if sealed and len(sealed) == len(positions):
            return max(sealed)
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        await Signal.wait(ticket, left)
