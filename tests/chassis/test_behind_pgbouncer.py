"""A service behind a real PgBouncer in transaction mode. Without the program these tests are skipped."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest

from support.cast import Cast
from support.notebook.app import notebook_behind, notebook_database
from support.pgbouncer import PROGRAM, pooled
from support.services import Keys, running

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="pgbouncer is not installed")


@pytest.fixture
def pooler(admin_url: str, suffix: str) -> Iterator[tuple[str, str]]:
    """The address of the app role through the pooler, and that of the worker role without it."""
    urls = notebook_database(admin_url, f"pooled_{suffix}_{uuid4().hex[:8]}")
    with pooled(urls.app, "notebook_app") as address:
        yield address, urls.worker


async def test_every_organisation_sees_its_own_rows_through_the_pooler(pooler: tuple[str, str], keys: Keys) -> None:
    app = notebook_behind(*pooler, keys, pgbouncer=True)
    async with running(app), Cast(app, keys, audience=["notebook"]) as cast:
        buyers = [cast.buyer() for _ in range(8)]
        for buyer in buyers:
            assert (await buyer.post("/v1/notes", json={"title": "Ink"})).status_code == 201
        answers = await asyncio.gather(*(buyer.get("/v1/notes?count=exact") for buyer in buyers * 10))
        assert {(answer.status_code, answer.json()["total"]) for answer in answers} == {(200, 1)}
        assert (await cast.buyer().get("/v1/notes")).json()["items"] == []


async def test_a_service_that_does_not_know_of_the_pooler_does_not_start(
    pooler: tuple[str, str], keys: Keys
) -> None:
    with pytest.raises(Exception, match="unsupported startup parameter"):
        async with running(notebook_behind(*pooler, keys, pgbouncer=False)):
            pass
