"""A long list survives the process that reads it: committed pieces stay, the next process reads the rest once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.app import create_service
from chassis.state import state_of
from suppliers.app import SERVICE
from suppliers.imports.jobs import compare_next
from suppliers.settings import SuppliersSettings
from support.cast import Cast
from support.market import made, supplier_of
from support.services import Keys, database, running
from support.sites import csv_of, move, send, site, until

ROWS = 2100


@pytest.fixture(scope="module")
async def settings(admin_url: str, suffix: str, keys: Keys) -> SuppliersSettings:
    urls = await asyncio.to_thread(database, admin_url, "suppliers", f"{suffix}_resumed")
    return SuppliersSettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["suppliers"]
    )


@pytest.fixture
async def idle(settings: SuppliersSettings, keys: Keys) -> AsyncIterator[FastAPI]:
    """The service without jobs and followers."""
    async with running(create_service(replace(SERVICE, backlogs=(), follows={}), settings, keys.shared())) as app:
        yield app


async def test_reading_a_list_resumes_after_the_last_committed_piece(
    idle: FastAPI, settings: SuppliersSettings, keys: Keys
) -> None:
    def opened() -> AsyncSession:
        return state_of(idle).worker_sessions()

    async with Cast(idle, keys) as cast:
        buyer = cast.buyer()
        sites = [site() for _ in range(ROWS)]
        imported = made(await send(buyer, csv_of(*sites), (await supplier_of(buyer))["id"]), 202)
        import_id = UUID(imported["id"])
        address = f"/v1/disclosure-imports/{import_id}"

        early = await move(buyer, imported["disclosure_id"], "submitted")
        assert (early.status_code, early.json()["code"]) == (409, "import_still_running")

        assert await compare_next(opened, import_id)
        cut_off = asyncio.create_task(compare_next(opened, import_id))
        await asyncio.sleep(0.05)
        cut_off.cancel()
        await asyncio.gather(cut_off, return_exceptions=True)
        assert made(await buyer.get(address), 200)["rows"]["new"] == 1000

        async with running(create_service(replace(SERVICE, follows={}), settings, keys.shared())):
            state = await until(buyer, address, lambda found: found["status"] != "processing")
        assert (state["status"], state["rows"]["new"]) == ("done", ROWS)
        params = {"limit": 1, "count": "exact"}
        draft = made(await buyer.get(f"/v1/disclosures/{imported['disclosure_id']}/rows", params=params), 200)
        assert (draft["total"], draft["items"][0]["name"]) == (ROWS, sites[0]["name"])
