"""Unfinished things are worked on step by step, by one process at a time, and given up where they are wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.jobs import Backlog, Open, work_off
from chassis.state import state_of


@dataclass
class Pile:
    """Things with steps left to do; `trouble` is raised once at the next step."""

    left: dict[UUID, int]
    trouble: Exception | str | None = None
    given_up: list[UUID] = field(default_factory=list)
    workers: int = 0
    most_workers: int = 0
    empty: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, _: AsyncSession) -> UUID | None:
        unfinished = [thing for thing, steps in self.left.items() if steps]
        if not unfinished:
            self.empty.set()
        return unfinished[0] if unfinished else None

    async def step(self, opened: Open, thing: UUID) -> bool:
        trouble, self.trouble = self.trouble, None
        if isinstance(trouble, Exception):
            raise trouble
        self.workers += 1
        self.most_workers = max(self.most_workers, self.workers)
        try:
            async with opened() as session, session.begin():
                await (await session.connection()).execute(text(trouble or "select pg_sleep(0.005)"))
        finally:
            self.workers -= 1
        self.left[thing] -= 1
        return self.left[thing] > 0

    async def give_up(self, _: AsyncSession, thing: UUID, __: Exception) -> None:
        self.left[thing] = 0
        self.given_up.append(thing)

    @property
    def backlog(self) -> Backlog:
        return Backlog("pile", self.find, self.step, self.give_up)


@pytest.fixture
def engine(notebook_app: FastAPI) -> AsyncEngine:
    return state_of(notebook_app).worker_engine


@asynccontextmanager
async def working(engine: AsyncEngine, pile: Pile, processes: int = 1) -> AsyncIterator[None]:
    work = [asyncio.create_task(work_off(engine, pile.backlog, done=lambda: None)) for _ in range(processes)]
    try:
        yield
    finally:
        for task in work:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_every_step_of_every_thing_is_done(engine: AsyncEngine) -> None:
    pile = Pile({uuid4(): 3, uuid4(): 2})
    async with working(engine, pile):
        await asyncio.wait_for(pile.empty.wait(), 10)
    assert set(pile.left.values()) == {0}


async def test_one_process_at_a_time_works_on_a_thing(engine: AsyncEngine) -> None:
    pile = Pile({uuid4(): 20})
    async with working(engine, pile, processes=2):
        await asyncio.wait_for(pile.empty.wait(), 10)
    assert pile.most_workers == 1


@pytest.mark.parametrize("trouble", [RuntimeError("a fault"), "select 1 / 0"])
async def test_what_can_never_succeed_is_given_up_and_the_next_thing_done(
    engine: AsyncEngine, trouble: Exception | str
) -> None:
    first, second = uuid4(), uuid4()
    pile = Pile({first: 2, second: 2}, trouble)
    async with working(engine, pile):
        await asyncio.wait_for(pile.empty.wait(), 10)
    assert (pile.given_up, set(pile.left.values())) == ([first], {0})


async def test_a_database_that_was_away_is_tried_again(engine: AsyncEngine) -> None:
    pile = Pile({uuid4(): 2}, OperationalError("select 1", {}, ConnectionError()))
    async with working(engine, pile):
        await asyncio.wait_for(pile.empty.wait(), 10)
    assert pile.given_up == []
