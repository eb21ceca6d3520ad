"""Work a service does beside its requests: again and again for as long as it runs, whatever fails once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import starlette.datastructures

log = logging.getLogger("chassis.scheduler")

State = starlette.datastructures.State
"""What a service holds while it runs: its sessions, its clients, its settings."""

Work = Callable[[State], Coroutine[Any, Any, None]]
Act = Callable[[State], Awaitable[None]]


def every(seconds: float, *acts: Act) -> Work:
    """The acts, one after the other, again after so many seconds; the failure of one stops none."""

    async def work(state: State) -> None:
        while True:
            for act in acts:
                await _try(act, state)
            state.notifier.notify()
            await asyncio.sleep(seconds)

    return work


async def _try(act: Act, state: State) -> None:
    try:
        await act(state)
    except Exception:  # the next time is another try
        log.exception("%s has failed", getattr(act, "__name__", act))
