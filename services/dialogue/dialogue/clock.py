"""What time alone brings about: every half minute each tick looks whether something fell due and writes its event.

A tick computes nothing that a reader leans on, states by the clock are computed when they are read; it only says
once, in the journal, that the moment has come.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import State

from chassis.scheduler import Work

log = logging.getLogger("dialogue.clock")

Tick = Callable[[State], Awaitable[None]]
SECONDS = 30.0


def keep_time(*ticks: Tick) -> Work:
    """A service's work that runs the ticks for ever, one after the other; the failure of one stops none."""

    async def work(state: State) -> None:
        while True:
            for tick in ticks:
                await run(tick, state)
            state.notifier.notify()
            await asyncio.sleep(SECONDS)

    return work


async def run(tick: Tick, state: State) -> None:
    try:
        await tick(state)
    except Exception:  # the next half minute is another try
        log.exception("a tick of the clock has failed")
