"""The scheduler: what a service does again and again beside its requests.

Every job has a name, and an advisory lock by that name: however many processes of a service there are, one of them
runs a job at a time. The jobs of a process run one after the other, in the order in which they are given, so that
they never need more than two of its connections; a job that fails is tried again when it is next due, and the
others run as if nothing had happened.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.connections import no_request
from chassis.database import CALLER_ORG
from chassis.locks import Lock, holding

log = logging.getLogger("chassis.scheduler")

State = TypeVar("State")
Needed = TypeVar("Needed", contravariant=True)


@dataclass(frozen=True)
class Job(Generic[Needed]):
    """Due when the service starts, and again so many seconds after each run.

    `act` is given what the service holds; it returns True where it has left something that it could do at once.
    """

    name: str
    seconds: float
    act: Callable[[Needed], Awaitable[bool | None]]


class Scheduler(Generic[State]):
    """Runs jobs when they are due, or all at once after the clock was moved; `done` is called after each."""

    def __init__(
        self, jobs: Sequence[Job[State]], state: State, engine: AsyncEngine, *, done: Callable[[], None]
    ) -> None:
        names = [job.name for job in jobs]
        if len(set(names)) < len(names):
            raise ValueError(f"two jobs share a name: {sorted(names)}")
        self.jobs = tuple(jobs)
        self._state = state
        self._engine = engine
        self._done = done
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """For ever, run each job that is due; one that another process is running now is left to it."""
        seconds = asyncio.get_running_loop().time
        due = {job.name: seconds() for job in self.jobs}
        while True:
            for job in self.jobs:
                if due[job.name] <= seconds():
                    await self._run(job, wait=False)
                    due[job.name] = seconds() + job.seconds
            await asyncio.sleep(max(0.0, min(due.values()) - seconds()))

    async def run_all(self) -> list[str]:
        """Run every job once, now; return when all have run. One that another process is running is waited for.

        Gives the names of those that failed.
        """
        with no_request():  # a job needs two connections, also when a request waits for it
            return [job.name for job in self.jobs if not await self._run(job, wait=True)]

    async def _run(self, job: Job[State], *, wait: bool) -> bool:
        """Whether it did not fail. No caller's tenant is known to a job, also where a request has asked for it."""
        before = CALLER_ORG.set(None)
        try:
            async with (
                self._turn,
                self._engine.connect() as connection,
                holding(connection, Lock.JOB, job.name, wait=wait) as is_ours,
            ):
                while is_ours and await job.act(self._state):
                    self._done()
        except Exception:  # the next time is another try
            log.exception("job %s has failed", job.name)
            return False
        finally:
            CALLER_ORG.reset(before)
            self._done()
        return True
