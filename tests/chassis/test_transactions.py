"""One transaction per request, committed before the answer leaves."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.database import CALLER_ORG
from chassis.journal import Entry, record
from chassis.state import state_of
from support.cast import Cast
from support.notebook.app import Transactions


async def test_what_the_database_refuses_at_the_commit_is_a_problem_and_no_success(notebook: Cast) -> None:
    buyer = notebook.buyer()
    answer = await buyer.post("/v1/notes", json={"title": "Ink", "follows": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_note")
    assert (await buyer.get("/v1/notes")).json()["items"] == []


async def test_a_unique_constraint_without_a_name_of_its_own_is_a_conflict(notebook: Cast) -> None:
    buyer = notebook.buyer()
    answers = [await buyer.post("/v1/notes", json={"title": "Ink"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "already_exists"


async def test_what_was_answered_can_be_read_at_once_over_any_connection(notebook: Cast) -> None:
    buyer = notebook.buyer()
    for number in range(20):
        made = await buyer.post("/v1/notes", json={"title": f"Ink {number}"})
        listed = (await buyer.get("/v1/notes", params={"limit": 1})).json()["items"]
        assert listed[0]["id"] == made.json()["id"]


async def test_the_driver_hands_out_no_connection_its_server_has_closed(
    notebook: Cast, as_app: asyncpg.Connection, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    await buyer.post("/v1/notes", json={"title": "Ink"})
    sessions = await as_worker.fetch(
        "select pid from pg_stat_activity"
        " where usename = 'notebook_app' and datname = current_database() and pid <> $1",
        as_app.get_server_pid(),
    )
    for session in sessions:
        assert await as_app.fetchval("select pg_terminate_backend($1, 5000)", session["pid"])
    assert sessions
    await asyncio.sleep(0.05)  # the loop hears of the closed sockets in its next rounds
    assert (await buyer.post("/v1/notes", json={"title": "Paper"})).status_code == 201
    assert len((await buyer.get("/v1/notes")).json()["items"]) == 2


async def test_a_savepoint_taken_back_leaves_neither_row_nor_entry(
    notebook: Cast, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    batch = [{"title": "Ink"}, {"title": "bad"}, {"title": "Paper"}]
    assert (await buyer.post("/v1/note-batches", json=batch)).status_code == 201
    assert len((await buyer.get("/v1/notes")).json()["items"]) == 2
    told = await as_worker.fetch(
        "select payload ->> 'title' as title from journal join journal_payloads on journal_id = id"
        " where actor_org = $1 order by seq",
        buyer.org,
    )
    assert [row["title"] for row in told] == ["Ink", "Paper"]


async def test_a_transaction_rolled_back_leaves_no_entry_for_the_next_on_its_session(
    notebook: Cast, notebook_app: FastAPI, as_worker: asyncpg.Connection
) -> None:
    buyer = notebook.buyer()
    caller = state_of(notebook_app).verify(buyer.headers["Authorization"].removeprefix("Bearer "))
    CALLER_ORG.set(buyer.org)
    async with state_of(notebook_app).sessions() as session:
        await session.connection()
        await record(session, caller, Entry("note.imagined", ("note", uuid4())))
        await session.rollback()
        await record(session, caller, Entry("note.written", ("note", uuid4())))
        await session.commit()
    told = await as_worker.fetch("select verb from journal where actor_org = $1", buyer.org)
    assert [row["verb"] for row in told] == ["note.written"]


async def test_an_error_of_the_database_does_not_repeat_what_somebody_wrote(transaction_of: Transactions) -> None:
    statement = text("select 1 / 0 where cast(:words as text) is not null")
    with pytest.raises(DBAPIError) as refused:
        async with transaction_of(uuid4()) as session:
            await (await session.connection()).execute(statement, {"words": "the night shift"})
    assert "select 1 / 0" in str(refused.value)
    assert "night shift" not in str(refused.value)
