"""An answer that waits for a moment until the other services have read what was done."""

import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from chassis.rows import fetch_rows
from chassis.state import AppState, state_of

LONGEST_SECONDS = 2.0


class AwaitedEntries:
    """The ids of the journal entries whose effect in other services the caller relies on."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []


async def awaited_entries(request: Request) -> AsyncIterator[AwaitedEntries]:
    """Waits after the commit and before the answer; must come before the session in a route's signature."""
    entries = AwaitedEntries()
    yield entries
    if entries.ids:
        await _wait_for_followers(state_of(request), entries.ids)


AwaitsFollowers = Annotated[AwaitedEntries, Depends(awaited_entries, scope="function")]


async def _wait_for_followers(state: AppState, entries: list[UUID]) -> None:
    """Until each active follower has read the entries, or the time is over. Nothing depends on it but comfort."""
    deadline = time.monotonic() + LONGEST_SECONDS
    position = await _last_position(state, entries, LONGEST_SECONDS)
    if position is not None:
        await state.progress.passed(position, seconds=deadline - time.monotonic())


async def _last_position(state: AppState, entries: list[UUID], seconds: float) -> int | None:
    """The highest position of the entries, once each of them has one; None if the sealer takes too long."""

    async def positions_now() -> list[int | None]:
        async with state.worker_sessions() as session, session.begin():
            statement = "select position from journal where id = any(:entries)"
            return [row.position for row in await fetch_rows(session, statement, entries=entries)]

    def is_complete(positions: list[int | None]) -> bool:
        return len(positions) == len(entries) and None not in positions

    positions = await state.sealed.until(positions_now, is_complete, seconds=seconds)
    return max(at for at in positions if at is not None) if is_complete(positions) else None
