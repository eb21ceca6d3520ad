"""Who may have a file read next: one file of an organisation at a time, all organisations in turn."""

import asyncio
from uuid import UUID, uuid4

import pytest

from chassis.untrusted_files import times, turns
from chassis.untrusted_files.problems import ReadersBusy, TooManyFiles
from chassis.untrusted_files.readings import Limits
from chassis.untrusted_files.turns import MOST_WAITING, MOST_WAITING_OF_ONE, Turns


class Desk:
    """Readings that take until the test ends them, and what order they came in."""

    def __init__(self, places: int, patience: float = 60) -> None:
        self.turns = Turns(places, patience=patience)
        self.begun: list[UUID] = []
        self._ends: dict[UUID, asyncio.Event] = {}

    def send(self, org: UUID) -> "asyncio.Task[None]":
        return asyncio.create_task(self._read(org))

    async def _read(self, org: UUID) -> None:
        async with self.turns.turn(org):
            self.begun.append(org)
            self._ends[org] = asyncio.Event()
            await self._ends[org].wait()

    async def end(self, org: UUID) -> None:
        self._ends[org].set()
        await settled()


async def called_off(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended)


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_file_of_an_organisation_is_read_at_a_time() -> None:
    desk, org, other = Desk(places=4), uuid4(), uuid4()
    tasks = [desk.send(org), desk.send(org), desk.send(other)]
    await settled()
    assert desk.begun == [org, other]
    await desk.end(org)
    assert desk.begun == [org, other, org]
    await desk.end(org)
    await desk.end(other)
    await asyncio.gather(*tasks)


async def test_all_readers_together_have_so_many_places() -> None:
    desk, orgs = Desk(places=2), [uuid4() for _ in range(4)]
    tasks = [desk.send(org) for org in orgs]
    await settled()
    assert desk.begun == orgs[:2]
    for org in orgs:
        await desk.end(org)
    assert desk.begun == orgs
    await asyncio.gather(*tasks)


async def test_whoever_sends_many_files_comes_after_those_who_send_one() -> None:
    desk, busy, others = Desk(places=1), uuid4(), [uuid4(), uuid4()]
    tasks = [*(desk.send(busy) for _ in range(5)), *map(desk.send, others)]
    await settled()
    for org in (busy, busy, *others, busy, busy, busy):
        assert desk.begun[-1] == org
        await desk.end(org)
    await asyncio.gather(*tasks)
    assert desk.begun == [busy, busy, *others, busy, busy, busy]


async def test_the_queue_of_an_organisation_is_bounded() -> None:
    desk, org = Desk(places=1), uuid4()
    tasks = [desk.send(org) for _ in range(1 + MOST_WAITING_OF_ONE)]
    await settled()
    with pytest.raises(TooManyFiles) as refusal:
        await desk.send(org)
    assert int(refusal.value.headers["Retry-After"]) > 0
    await called_off(tasks)


async def test_the_whole_queue_is_bounded() -> None:
    desk = Desk(places=1)
    tasks = [desk.send(uuid4()) for _ in range(1 + MOST_WAITING)]
    await settled()
    with pytest.raises(ReadersBusy) as refusal:
        await desk.send(uuid4())
    assert int(refusal.value.headers["Retry-After"]) > 0
    await called_off(tasks)


async def test_nobody_waits_for_ever() -> None:
    desk, org = Desk(places=1, patience=0.05), uuid4()
    first = desk.send(org)
    await settled()
    with pytest.raises(TooManyFiles):
        await desk.send(org)
    with pytest.raises(ReadersBusy):
        await desk.send(uuid4())
    await desk.end(org)
    await first


async def test_whoever_leaves_the_queue_gives_up_the_place() -> None:
    desk, org, others = Desk(places=1), uuid4(), [uuid4(), uuid4()]
    first, gone, last = desk.send(org), desk.send(others[0]), desk.send(others[1])
    await settled()
    gone.cancel()
    await desk.end(org)
    assert desk.begun == [org, others[1]]
    await desk.end(others[1])
    await asyncio.wait([first, gone, last])


async def test_a_turn_that_came_too_late_goes_to_the_next() -> None:
    desk, org, others = Desk(places=1), uuid4(), [uuid4(), uuid4()]
    first, gone, last = desk.send(org), desk.send(others[0]), desk.send(others[1])
    await settled()
    desk._ends[org].set()
    await first  # the turn has just been given on, and nobody has taken it yet
    gone.cancel()
    await settled()
    assert desk.begun[-1] == others[1]
    await desk.end(others[1])
    await asyncio.wait([gone, last])


def test_a_file_waits_longer_than_another_may_be_read_and_the_gateway_longer_than_both() -> None:
    limits = Limits()
    assert max(limits.seconds, limits.cpu_seconds) <= times.READING_SECONDS < times.PATIENCE_SECONDS
    assert times.PATIENCE_SECONDS + times.READING_SECONDS < times.ANSWER_SECONDS < 60


async def test_an_organisation_with_slow_files_comes_after_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(turns, "monotonic", lambda: now)
    desk, slow, others = Desk(places=1), [uuid4(), uuid4()], [uuid4(), uuid4()]
    tasks = [desk.send(org) for org in (*slow, *slow)]
    await settled()
    for org in slow:
        now += 18
        await desk.end(org)
    tasks += [desk.send(org) for org in others]
    await settled()
    for org in (slow[0], *others, slow[1]):
        await desk.end(org)
    assert desk.begun == [*slow, slow[0], *others, slow[1]]
    await asyncio.gather(*tasks)


async def test_slow_files_are_forgotten_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(turns, "monotonic", lambda: now)
    used, org = turns.Used(), uuid4()
    used.add(org, 0.6)
    used.add(org, 0.6)
    assert used.seconds(org) == 1, "short files count together"
    now += turns.FORGOTTEN_AFTER
    assert used.seconds(org) == 0


async def test_as_many_organisations_as_can_be_are_remembered() -> None:
    used = turns.Used()
    first = uuid4()
    used.add(first, 5)
    for _ in range(turns.MOST_REMEMBERED):
        used.add(uuid4(), 5)
    assert used.seconds(first) == 0
