"""Connections that lists are read over: whoever they served before, they serve the one who asks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from chassis.caller_proofs import ProvenConnection, proven
from chassis.read_pool import BorrowedConnection, OwnConnection
from chassis.settings import for_asyncpg
from chassis.state import state_of
from local_stack.provisioning import Urls
from support.cast import Actor, Cast

SEEN = "select distinct owner_id from notes"


async def with_a_note(cast: Cast) -> Actor:
    buyer = cast.buyer()
    answer = await buyer.post("/v1/notes", json={"title": "Ink"})
    assert answer.status_code == 201
    return buyer


@pytest.mark.parametrize("kind", [OwnConnection, BorrowedConnection])
async def test_one_connection_serves_two_tenants_in_turn_and_mixes_nothing(
    notebook: Cast, served: tuple[FastAPI, Urls], kind: type[ProvenConnection]
) -> None:
    buyers = [await with_a_note(notebook), await with_a_note(notebook)]
    address = for_asyncpg(served[1].app)
    connection = await asyncpg.connect(address, connection_class=proven(kind, state_of(served[0]).proofs))
    try:
        for buyer in (*buyers, *reversed(buyers)):
            await connection.serve(buyer.org)
            assert [row["owner_id"] for row in await connection.fetch(SEEN)] == [buyer.org]
            await connection.dismiss()
        await connection.serve(uuid4())
        assert await connection.fetch(SEEN) == []
    finally:
        await connection.close()


async def test_two_hundred_lists_of_eight_tenants_hold_their_own_alone(notebook: Cast) -> None:
    buyers = [await with_a_note(notebook) for _ in range(8)]
    asked = [buyers[number % 8] for number in range(200)]
    own = {buyer.org: {item["id"] for item in (await buyer.get("/v1/notes")).json()["items"]} for buyer in buyers}
    answers = await asyncio.gather(*(buyer.get("/v1/notes") for buyer in asked))
    assert [{item["id"] for item in answer.json()["items"]} for answer in answers] == [
        own[buyer.org] for buyer in asked
    ]
    assert sum(map(len, own.values())) == 8


async def test_a_connection_that_has_lost_its_tenant_fails_and_answers_no_empty_list(
    notebook: Cast, notebook_app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    """As a pooler would do it that gives each statement another connection."""
    buyer = await with_a_note(notebook)
    state = state_of(notebook_app)
    lend = state.reader.source

    @asynccontextmanager
    async def forgetful(org: UUID) -> AsyncIterator[asyncpg.Connection]:
        async with lend(org) as connection:
            await connection.execute("select set_config('app.org', '', false)")
            try:
                yield connection
            finally:
                await connection.act_for(org, in_transaction=False)

    state.reader.source = forgetful
    try:
        for actor in (buyer, notebook.buyer()):
            answer = await actor.get("/v1/notes")
            assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
        assert "PGBOUNCER=true" in caplog.text
    finally:
        state.reader.source = lend
    assert len((await buyer.get("/v1/notes")).json()["items"]) == 1
