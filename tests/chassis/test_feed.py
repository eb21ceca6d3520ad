"""Feeds and followers: in order, without gaps, each event taking effect exactly once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event, FeedPage
from chassis.follower_progress import FORGOTTEN_AFTER, Progress
from chassis.followers import CursorAhead, FollowedFeed, FollowerBehind, apply_page, follow, follow_once, place_of
from chassis.journal_check import check_chain
from chassis.real_time import real_now
from chassis.rejoin import NothingToRepair, rejoin
from chassis.rejoin import main as rejoin_command
from chassis.settings import for_asyncpg
from chassis.tokens import Signer
from local_stack.provisioning import Urls
from support.cast import Actor, Cast
from support.notebook.state import state_of
from support.notebook.tables import Heard
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.services import Keys


class Follower:
    """Follows the notebook's feed from where it is now, and notes each event under a name of its own."""

    def __init__(self, app: FastAPI, signer: Signer) -> None:
        self.app, self.signer, self.sessions = app, signer, state_of(app).worker_sessions
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notebook")
        self.name = f"follower {uuid4()}"
        self.is_failing = False
        self.handlers = {"note.written": self.hear}

    @property
    def feed(self) -> FollowedFeed:
        return FollowedFeed("notebook", self.client, self.signer)

    async def hear(self, session: AsyncSession, event: Event) -> None:
        session.add(Heard(verb=self.name, subject_id=event.subject_id))
        await session.flush()
        if self.is_failing:
            raise RuntimeError("the plug was pulled")

    async def once(self, *, wait: float = 0) -> int:
        return await follow_once(self.feed, self.sessions, self.handlers, wait=wait)

    async def next_page(self) -> None:
        """Follow until a page with something on it was applied, however long the sealer takes."""
        at = await self.position()
        async with asyncio.timeout(20):
            while await self.once(wait=5) == at:
                pass

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Following for as long as the block runs; its end is as sudden as a kill."""
        task = asyncio.create_task(follow(self.feed, self.sessions, self.handlers))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def position(self) -> int:
        return (await place_of(self.sessions, "notebook"))[0]

    async def ask(self, **query: Any) -> FeedPage:
        headers = {"Authorization": f"Bearer {self.signer.as_system(audience='notebook')}"}
        answer = await self.client.get("/internal/feed", params=query, headers=headers)
        return FeedPage.model_validate_json(answer.content)

    async def heard(self) -> list[UUID]:
        statement = select(Heard.subject_id).where(Heard.verb == self.name).order_by(col(Heard.number))
        async with self.sessions() as session, session.begin():
            return list((await session.exec(statement)).all())

    async def until_heard(self, notes: list[UUID]) -> None:
        await until(lambda: self.has_heard(len(notes)))

    async def has_heard(self, count: int) -> bool:
        return len(await self.heard()) >= count


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await happened():  # noqa: ASYNC110  # the database is what changes, not this loop
            await asyncio.sleep(0.02)


@pytest.fixture
async def follower(notebook_app: FastAPI, keys: Keys, as_worker: asyncpg.Connection) -> AsyncIterator[Follower]:
    following = Follower(notebook_app, Signer(keys.private["dialogue"], issuer="dialogue"))

    async def is_at_the_end() -> bool:
        await following.once()
        return bool(await following.position() == await as_worker.fetchval("select count(*) from journal"))

    await until(is_at_the_end)
    await as_worker.execute("delete from heard")
    yield following
    await following.client.aclose()


async def write(buyer: Actor, count: int) -> list[UUID]:
    answers = [await buyer.post("/v1/notes", json={"title": f"Note {uuid4()}"}) for _ in range(count)]
    return [UUID(answer.json()["id"]) for answer in answers]


async def test_a_follower_hears_everything_once_and_in_order(notebook: Cast, follower: Follower) -> None:
    notes = await write(notebook.buyer(), 5)
    while len(await follower.heard()) < 5:
        await follower.once(wait=5)
    await follower.once()
    assert await follower.heard() == notes


async def test_a_follower_keeps_what_it_has_read_of_the_chain(
    notebook: Cast, follower: Follower, as_worker: asyncpg.Connection
) -> None:
    await write(notebook.buyer(), 3)
    while len(await follower.heard()) < 3:
        await follower.once(wait=5)
    kept = await as_worker.fetchrow("select position, chain from follower_cursors where feed = 'notebook'")
    assert kept["chain"] is not None
    assert kept["chain"] == await as_worker.fetchval(
        "select chain from journal where position = $1", kept["position"]
    )


async def test_what_fails_half_way_leaves_neither_effect_nor_progress(notebook: Cast, follower: Follower) -> None:
    before = await follower.position()
    notes = await write(notebook.buyer(), 1)
    follower.is_failing = True
    with pytest.raises(RuntimeError, match="plug"):
        await follower.next_page()
    assert (await follower.heard(), await follower.position()) == ([], before)
    follower.is_failing = False
    await follower.next_page()
    assert (await follower.heard(), await follower.position()) == (notes, before + 1)


async def test_of_two_processes_with_one_cursor_one_takes_effect(notebook: Cast, follower: Follower) -> None:
    at = await follower.position()
    notes = await write(notebook.buyer(), 1)
    page = await follower.ask(after=at, wait=20)
    both = (apply_page(follower.sessions, "notebook", page, follower.handlers, at=at) for _ in range(2))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(map(type, outcomes), key=str) == sorted([type(None), FollowerBehind], key=str)
    assert await follower.heard() == notes


async def test_a_follower_killed_in_the_middle_goes_on_where_it_was(notebook: Cast, follower: Follower) -> None:
    notes: list[UUID] = []
    for _ in range(6):
        async with follower.at_work():
            notes += await write(notebook.buyer(), 5)
    async with follower.at_work():
        await follower.until_heard(notes)
    assert await follower.heard() == notes


async def test_a_follower_outlives_a_neighbour_that_is_away(notebook: Cast, follower: Follower) -> None:
    inner, refusals = httpx.ASGITransport(follower.app), 3

    async def sometimes(request: httpx.Request) -> httpx.Response:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise httpx.ConnectError("away")
        return await inner.handle_async_request(request)

    follower.client = httpx.AsyncClient(transport=httpx.MockTransport(sometimes), base_url="http://notebook")
    async with follower.at_work():
        notes = await write(notebook.buyer(), 1)
        await follower.until_heard(notes)
    assert (await follower.heard(), refusals) == (notes, 0)


async def test_nothing_is_missed_while_many_write_and_some_are_slow(
    notebook: Cast, gate: FastAPI, follower: Follower, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    async with follower.at_work():
        slow = [asyncio.create_task(buyer.post("/v1/slow-notes", json={"title": f"Slow {n}"})) for n in range(2)]
        await state_of(gate).at_the_gate.wait()
        quick = await write(buyer, 20)
        assert await follower.heard() == []
        state_of(gate).gate.set()
        notes = quick + [UUID((await answer).json()["id"]) for answer in slow]
        await follower.until_heard(notes)
    heard = await follower.heard()
    assert (sorted(heard), [note for note in heard if note in quick]) == (sorted(notes), quick)
    assert await check_chain(as_worker) == (await as_worker.fetchval("select count(*) from journal"), 0)


async def test_a_waiting_follower_is_woken(notebook: Cast, follower: Follower) -> None:
    waiting = asyncio.create_task(follower.ask(after=await follower.position(), wait=25))
    notes = await write(notebook.buyer(), 1)
    page = await asyncio.wait_for(waiting, 20)
    assert [event.subject_id for event in page.items] == notes


async def test_what_nobody_may_follow_moves_the_head_and_is_not_told(notebook: Cast, follower: Follower) -> None:
    buyer = notebook.buyer()
    (note,) = await write(buyer, 1)
    moved = await buyer.post(f"/v1/notes/{note}/transitions", json={"to": "sent", "reason": "it is time"})
    assert moved.status_code == 200
    at = await follower.position()
    async with asyncio.timeout(20):
        while (page := await follower.ask(after=at, wait=5)).head < at + 2:
            pass
    assert [event.verb for event in page.items] == ["note.written"]


async def test_a_feed_is_read_in_pages(notebook: Cast, follower: Follower) -> None:
    at = await follower.position()
    notes = await write(notebook.buyer(), 5)
    seen: list[UUID] = []
    while len(seen) < 5:
        page = await follower.ask(after=at, limit=2, wait=5)
        assert len(page.items) <= 2
        seen, at = seen + [event.subject_id for event in page.items], page.head
    assert seen == notes


async def test_a_feed_is_for_services_alone(notebook: Cast) -> None:
    assert refusal(await notebook.anonymous.get("/internal/feed")) == UNAUTHENTICATED
    for somebody in (notebook.buyer(), notebook.monitor(), notebook.platform()):
        assert refusal(await somebody.get("/internal/feed")) == FORBIDDEN


async def test_nobody_waits_for_a_follower_that_has_gone() -> None:
    hours = iter([0.0, FORGOTTEN_AFTER + 1, FORGOTTEN_AFTER + 1, FORGOTTEN_AFTER + 1])
    progress = Progress(clock=lambda: next(hours))
    progress.reached("dialogue", 3)
    progress.reached("suppliers", 9)
    assert await progress.passed(9, seconds=0)
    assert progress.positions() == {"suppliers": 9}


async def test_a_follower_at_work_is_waited_for() -> None:
    progress = Progress()
    progress.reached("dialogue", 3)
    assert not await progress.passed(4, seconds=0)
    waiting = asyncio.create_task(progress.passed(4, seconds=20))
    progress.reached("dialogue", 4)
    assert await waiting


async def test_a_position_beyond_the_journal_is_a_loud_fault_and_not_ready(
    notebook: Cast, follower: Follower, caplog: pytest.LogCaptureFixture
) -> None:
    state = state_of(follower.app)
    await notebook.buyer().post("/v1/notes", json={"title": "Ink"})
    await follower.next_page()
    at = await follower.position()
    page = FeedPage(items=[], head=at + 1000)
    await apply_page(follower.sessions, "notebook", page, {}, at=at)
    task = asyncio.create_task(follow(follower.feed, follower.sessions, follower.handlers, ahead=state.feeds_ahead))
    try:
        async with asyncio.timeout(20):
            while not state.feeds_ahead:  # noqa: ASYNC110  # what an operator sees
                await asyncio.sleep(0.05)
        ready = await notebook.anonymous.get("/health/ready")
        assert ready.status_code == 503
        assert "restored to before" in ready.json()["checks"]["feed of notebook"]
        assert "CursorAhead" in caplog.text
        back = FeedPage(items=[], head=at)
        await apply_page(follower.sessions, "notebook", back, {}, at=at + 1000)
        async with asyncio.timeout(20):
            while state.feeds_ahead:
                await notebook.buyer().post("/v1/notes", json={"title": "Ink"})
                await asyncio.sleep(0.1)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (await notebook.anonymous.get("/health/ready")).status_code == 200


async def test_a_journal_that_was_restored_and_grew_beyond_the_position_is_a_loud_fault(
    notebook: Cast, follower: Follower
) -> None:
    await write(notebook.buyer(), 2)
    await follower.next_page()
    at = await follower.position()
    other = "ab" * 32
    await apply_page(follower.sessions, "notebook", FeedPage(items=[], head=at, chain=other), {}, at=at)
    with pytest.raises(CursorAhead, match="is not the one that was read"):
        await follower.once()
    kept = await follower.ask(after=at - 1, limit=1)
    await apply_page(follower.sessions, "notebook", FeedPage(items=[], head=at, chain=kept.chain), {}, at=at)
    assert await follower.once() >= at


async def test_an_operator_lets_a_follower_go_on_after_a_restore(
    notebook: Cast, follower: Follower, served: tuple[FastAPI, Urls], as_worker: asyncpg.Connection
) -> None:
    """Entries that were written after the restore are heard, whatever their positions."""
    url = for_asyncpg(served[1].worker)
    await write(notebook.buyer(), 1)
    await follower.next_page()
    at = await follower.position()
    with pytest.raises(NothingToRepair, match="not ahead of notebook"):
        await rejoin(url, url, restored_at=real_now())
    await apply_page(follower.sessions, "notebook", FeedPage(items=[], head=at + 100), {}, at=at)
    restored_at = real_now()
    notes = await write(notebook.buyer(), 2)
    await until(lambda: sealed_up_to(as_worker, at + 2))
    said = await rejoin(url, url, restored_at=restored_at)
    assert f"had read notebook up to position {at + 100}, and now goes on after position {at} of {at + 2}" in said
    before = len(await follower.heard())
    await follower.next_page()
    assert (await follower.heard())[before:] == notes


async def sealed_up_to(connection: asyncpg.Connection, position: int) -> bool:
    return bool(await connection.fetchval("select max(position) from journal") >= position)


def test_the_time_of_a_restore_needs_its_zone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        rejoin_command(["--restored-at", "2026-11-26T14:05:00", "postgresql://a", "postgresql://b"])
    assert "--restored-at" in capsys.readouterr().err
