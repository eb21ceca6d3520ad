"""A request holds one connection of the database at a time, whichever pool it comes from."""

import asyncio

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.types import Message, Receive, Scope, Send

from chassis.connections import OneConnection, SecondConnection, no_request
from chassis.state import state_of
from support.cast import Cast

ONE = text("select 1")


async def requested(work: object) -> None:
    """Do some work as a request would."""

    async def app(_: Scope, __: Receive, ___: Send) -> None:
        await work()  # type: ignore[operator]

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    async def send(_: Message) -> None:
        raise AssertionError("nothing is sent")

    await OneConnection(app)({"type": "http"}, receive, send)


@pytest.mark.parametrize("path", ["/v1/notes-counted-twice", "/v1/notes-listed-beside"])
async def test_a_second_connection_is_refused_while_the_request_holds_one(
    notebook: Cast, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await notebook.buyer().get(path)
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert any(record.exc_info and record.exc_info[0] is SecondConnection for record in caplog.records)


async def test_one_connection_after_the_other_is_fine(notebook_app: FastAPI) -> None:
    state = state_of(notebook_app)

    async def work() -> None:
        for sessions in (state.sessions, state.worker_sessions, state.sessions):
            async with sessions() as session:
                await (await session.connection()).execute(ONE)

    await requested(work)


async def test_the_tasks_of_a_request_hold_one_connection_together(notebook_app: FastAPI) -> None:
    state = state_of(notebook_app)

    async def read() -> None:
        async with state.sessions() as session:
            await (await session.connection()).execute(text("select pg_sleep(0.1)"))

    async def work() -> None:
        results = await asyncio.gather(read(), read(), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["NoneType", "SecondConnection"]

    await requested(work)


async def test_a_job_that_a_request_waits_for_counts_its_own_connections(notebook_app: FastAPI) -> None:
    state = state_of(notebook_app)

    async def work() -> None:
        async with state.worker_sessions() as session:
            await (await session.connection()).execute(ONE)
            with no_request():
                async with state.worker_sessions() as other:
                    await (await other.connection()).execute(ONE)

    await requested(work)


async def test_a_refused_connection_goes_back_to_its_pool(notebook: Cast, notebook_app: FastAPI) -> None:
    pool = state_of(notebook_app).engine.pool
    before = pool.checkedout()  # type: ignore[attr-defined]
    for _ in range(20):
        assert (await notebook.buyer().get("/v1/notes-counted-twice")).status_code == 500
    assert pool.checkedout() == before  # type: ignore[attr-defined]


async def test_more_requests_than_connections_take_turns(notebook: Cast) -> None:
    buyers = [notebook.buyer() for _ in range(60)]
    await buyers[0].post("/v1/notes", json={"title": "Ink"})
    async with asyncio.timeout(25):
        answers = await asyncio.gather(*(buyer.get("/v1/notes-as-a-plain-route") for buyer in buyers))
    assert {answer.status_code for answer in answers} == {200}
    assert [len(answer.json()["items"]) for answer in answers] == [1] + [0] * 59
