"""A look at something that costs work, and that any number of people may ask for at once."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

from chassis.connections import no_request

Seen = TypeVar("Seen")


class SharedLook(Generic[Seen]):
    """One look at a time: it serves all who ask while it lasts, and for so many `seconds` afterwards.

    It belongs to none of them: whoever stops waiting does not end it for the others.
    """

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._task: asyncio.Task[Seen] | None = None
        self._valid_until = 0.0

    async def seen(self, look: Callable[[], Awaitable[Seen]]) -> Seen:
        """What was seen last, or what `look` sees now; raises what it raises."""
        task = self._task
        if task is None or (task.done() and monotonic() >= self._valid_until):
            with no_request():
                task = self._task = asyncio.create_task(self._look(look))
        return await asyncio.shield(task)

    async def _look(self, look: Callable[[], Awaitable[Seen]]) -> Seen:
        self._valid_until = 0.0
        seen = await look()
        self._valid_until = monotonic() + self._seconds
        return seen
