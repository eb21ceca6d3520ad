"""Work a service does beside its requests: again and again for as long as it runs, whatever fails once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from chassis.state import State

log = logging.getLogger("chassis.scheduler")

Work = Callable[[State], Coroutine[Any, Any, None]]
Act = Callable[[State], Awaitable[None]]


def every(seconds: float, *acts: Act[State]) -> Work[State]:
    """The acts, one after the other, again after so many seconds; the failure of one stops none."""

    async def work(state: State) -> None:
        while True:
            for act in acts:
                await _try(act, state)
            state.notifier.notify()
            await asyncio.sleep(seconds)

    return work


async def _try(act: Act[State], state: State) -> None:
    try:
        await act(state)
    except Exception:  # the next time is another try
        log.exception("%s has failed", getattr(act, "__name__", act))
