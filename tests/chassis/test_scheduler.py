"""Jobs run when they are due, one process at a time, whatever happens to one of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import CALLER_ORG
from chassis.scheduler import Job, Scheduler
from chassis.state import AppState, state_of

Act = Callable[[AppState], Awaitable[bool | None]]


@pytest.fixture
def engine(notebook_app: FastAPI) -> AsyncEngine:
    return state_of(notebook_app).worker_engine


@pytest.fixture
def new(notebook_app: FastAPI) -> Callable[..., Scheduler[AppState]]:
    """One process's scheduler: `new(once=act)`; each job's name is told apart from those of other tests."""
    state, suffix = state_of(notebook_app), uuid4().hex

    def make(*, seconds: float = 60, **acts: Act) -> Scheduler[AppState]:
        jobs = [Job(f"{name} {suffix}", seconds, act) for name, act in acts.items()]
        return Scheduler(jobs, state, state.worker_engine, done=state.notifier.notify)

    return make


@asynccontextmanager
async def running(*schedulers: Scheduler[AppState]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(scheduler.run()) for scheduler in schedulers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_a_job_runs_at_the_start_and_again_when_it_is_due(new: Callable[..., Scheduler[AppState]]) -> None:
    often, seldom, enough = [], [], asyncio.Event()

    async def every_moment(_: AppState) -> None:
        often.append(1)
        if len(often) == 3:
            enough.set()

    async def every_hour(_: AppState) -> None:
        seldom.append(1)

    async with running(new(seconds=0.01, often=every_moment), new(seconds=3600, seldom=every_hour)):
        await asyncio.wait_for(enough.wait(), 10)
    assert len(seldom) == 1


async def test_a_job_that_fails_stops_no_other_and_is_tried_again(
    new: Callable[..., Scheduler[AppState]], caplog: pytest.LogCaptureFixture
) -> None:
    tries, others, enough = [], [], asyncio.Event()

    async def fail(_: AppState) -> None:
        tries.append(1)
        raise RuntimeError("as the test wants it")

    async def work(_: AppState) -> None:
        others.append(1)
        if len(tries) > 1:
            enough.set()

    async with running(new(seconds=0.01, failing=fail, working=work)):
        await asyncio.wait_for(enough.wait(), 10)
    assert len(others) > 1
    assert "has failed" in caplog.text


async def test_a_job_that_leaves_something_undone_runs_again_at_once(
    new: Callable[..., Scheduler[AppState]],
) -> None:
    left = [3]

    async def take_one(_: AppState) -> bool:
        left[0] -= 1
        return left[0] > 0

    await new(piecemeal=take_one).run_all()
    assert left == [0]


async def test_two_processes_never_run_one_job_at_the_same_time(new: Callable[..., Scheduler[AppState]]) -> None:
    inside, most, runs = [0], [0], [0]

    async def work(_: AppState) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        await asyncio.sleep(0.02)
        inside[0] -= 1
        runs[0] += 1

    first, second = new(seconds=0.001, work=work), new(seconds=0.001, work=work)
    async with running(first, second):
        await asyncio.sleep(0.3)
    assert runs[0] > 1
    assert most == [1]


async def test_who_wakes_all_jobs_goes_on_when_each_has_run(new: Callable[..., Scheduler[AppState]]) -> None:
    begun, log = asyncio.Event(), []

    async def slow(_: AppState) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        log.append("slow")

    async def quick(_: AppState) -> None:
        log.append("quick")

    here, elsewhere = new(slow=slow, quick=quick), new(slow=slow)
    other = asyncio.create_task(elsewhere.run_all())
    await begun.wait()
    await here.run_all()
    await other
    assert log == ["slow", "slow", "quick"]


async def test_a_job_acts_for_no_tenant_whoever_wakes_it(new: Callable[..., Scheduler[AppState]]) -> None:
    tenants = []

    async def look(_: AppState) -> None:
        tenants.append(CALLER_ORG.get())

    org = uuid4()
    before = CALLER_ORG.set(org)
    try:
        await new(look=look).run_all()
        assert (tenants, CALLER_ORG.get()) == ([None], org)
    finally:
        CALLER_ORG.reset(before)


def test_two_jobs_of_one_name_are_refused(notebook_app: FastAPI, engine: AsyncEngine) -> None:
    async def idle(_: AppState) -> None: ...

    with pytest.raises(ValueError, match="two jobs share a name"):
        Scheduler([Job("a", 1, idle), Job("a", 2, idle)], state_of(notebook_app), engine, done=lambda: None)
