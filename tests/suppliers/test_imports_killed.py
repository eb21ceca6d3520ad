"""A long list survives the kill of the process that reads it: no row is lost or read twice."""

import asyncio

import pytest

from local_stack.provisioning import Urls
from support.market import made, supplier_of
from support.served import answering, environment_of, served
from support.services import Keys, database
from support.sites import csv_of, send, site, until

ROWS = 3100
ORG = "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"


@pytest.fixture(scope="module")
async def environment(admin_url: str, suffix: str, keys: Keys) -> dict[str, str]:
    urls: Urls = await asyncio.to_thread(database, admin_url, "suppliers", f"{suffix}_killed")
    return environment_of(urls, keys)


async def test_the_next_process_continues_the_import(environment: dict[str, str], keys: Keys) -> None:
    with served(environment) as first:
        async with first.buyer(keys, ORG) as buyer:
            await answering(buyer)
            sites = [site() for _ in range(ROWS)]
            answer = await send(buyer, csv_of(*sites), (await supplier_of(buyer))["id"])
            imported, address = made(answer, 202), answer.headers["Location"]
            await until(buyer, address, lambda found: found["rows"]["new"] >= 1000)
            first.kill()
    with served(environment) as second:
        async with second.buyer(keys, ORG) as buyer:
            await answering(buyer)
            left = made(await buyer.get(address), 200)
            assert left["rows"]["new"] % 1000 == 0, "what was committed is whole pieces"
            done = await until(buyer, address, lambda found: found["status"] != "processing")
            assert (done["status"], done["rows"]["new"]) == ("done", ROWS)
            for path in (f"{address}/rows", f"/v1/disclosures/{imported['disclosure_id']}/rows"):
                counted = made(await buyer.get(path, params={"limit": 1, "count": "exact"}), 200)
                assert counted["total"] == ROWS
