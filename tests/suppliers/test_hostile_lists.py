"""Lists that are sent to stop the platform: each is refused in plain words, and the service hardly notices."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable
from functools import cache

import httpx
import pytest

from support import hostile_lists
from support.hostile_lists import GOOD, saying, with_member
from support.market import made, supplier_of
from support.served import Served, answering, environment_of, served
from support.services import Keys, database
from support.sites import csv_of, send, site

MOST_GROWTH = 50
"""Megabytes by which a service may grow."""


@pytest.fixture(scope="module")
async def service(admin_url: str, suffix: str, keys: Keys) -> AsyncIterator[Served]:
    urls = await asyncio.to_thread(database, admin_url, "suppliers", f"{suffix}_hostile")
    with served(environment_of(urls, keys)) as running:
        async with running.buyer(keys) as buyer:
            await answering(buyer)
        yield running


@pytest.fixture
async def buyer(service: Served, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    async with service.buyer(keys) as client:
        yield client


@cache
def bzip2() -> bytes:
    return with_member(GOOD, "xl/media/a.xml", bytes(200 << 20), zipfile.ZIP_BZIP2)


@cache
def zeros() -> bytes:
    return with_member(GOOD, "xl/media/a.bin", bytes(300 << 20))


HOSTILE: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "packed with bzip2": (bzip2, 422, "broken"),
    "packed with bzip2, and lying": (lambda: saying(bzip2(), 1000, saying_so_far=200 << 20), 422, "broken"),
    "packed with lzma": (
        lambda: with_member(GOOD, "xl/a.xml", bytes(1 << 20), zipfile.ZIP_LZMA),
        422,
        "broken",
    ),
    "zeros": (zeros, 422, "too_large"),
    "zeros, and lying": (lambda: saying(zeros(), 1000, saying_so_far=300 << 20), 422, "broken"),
    "65,535 members": (lambda: hostile_lists.with_members(GOOD, 65_000), 422, "broken"),
    "billion laughs": (hostile_lists.laughs, 422, "unsafe"),
    "elements in elements": (lambda: hostile_lists.deep(150_000), 422, "too_large"),
    "thousands of attributes": (lambda: hostile_lists.attributes(50_000), 422, "too_large"),
    "an endless cell": (lambda: b"name,address,country\n" + b"x" * (20 << 20), 422, "broken"),
    "more rows than a sheet can have": (lambda: hostile_lists.rows(2_000_000), 422, "too_large"),
    "much of the same": (lambda: hostile_lists.repeated_text(800), 413, "output"),
}
"""Each is made by the test that sends it; a few take a second."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_list_is_refused_and_the_service_does_not_grow(
    name: str, service: Served, buyer: httpx.AsyncClient
) -> None:
    make, status, said = HOSTILE[name]
    file = make()
    supplier = await supplier_of(buyer)
    before = service.most_memory()
    for dry_run in ("true", "false") if len(file) < 10_000 else ("true",):
        answer = await send(buyer, file, supplier["id"], filename="list.xlsx", dry_run=dry_run)
        document = answer.json()
        assert (answer.status_code, document.get("reason") or document.get("limit")) == (status, said), document
    assert service.most_memory() - before < MOST_GROWTH
    assert made(await buyer.get("/v1/disclosure-imports"), 200)["items"] == []
    assert made(await buyer.get("/v1/disclosures"), 200)["items"] == []


async def test_others_are_answered_while_a_stranger_sends_twelve_such_lists(
    service: Served, buyer: httpx.AsyncClient, keys: Keys
) -> None:
    supplier = await supplier_of(buyer)
    before = service.most_memory()
    file = hostile_lists.rows(500_000)
    async with service.buyer(keys) as stranger:
        own = await supplier_of(stranger)
        sent = [asyncio.create_task(send(stranger, file, own["id"], filename="list.xlsx")) for _ in range(12)]
        refused, _ = await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
        for _ in range(20):
            made(await buyer.get("/v1/suppliers"), 200)
        imported = made(await send(buyer, csv_of(site(), site()), supplier["id"]))
        assert imported["rows"]["new"] == 2
        assert not all(task.done() for task in sent), "the lists of the stranger are still being read"
        for task in refused:
            answer = task.result()
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many_files")
            assert int(answer.headers["Retry-After"]) > 0
        for task in sent:
            task.cancel()
        await asyncio.gather(*sent, return_exceptions=True)
    assert service.most_memory() - before < MOST_GROWTH


async def test_an_import_that_waits_holds_no_connection(
    service: Served, buyer: httpx.AsyncClient, keys: Keys
) -> None:
    """There are ten connections for requests that write; more lists than that are waiting."""
    supplier = await supplier_of(buyer)
    strangers = [service.buyer(keys) for _ in range(4)]
    try:
        sent = []
        for stranger in strangers:
            own = await supplier_of(stranger)
            stranger.headers["Idempotency-Key"] = "once"
            sent += [
                asyncio.create_task(
                    send(stranger, hostile_lists.rows(300_000 + n), own["id"], filename="list.xlsx")
                )
                for n in range(6)
            ]
        await asyncio.sleep(0.5)
        again = {"name": "Another Supplier", "country": "BE", "kinds": ["supplier"]}
        for _ in range(12):
            made(await buyer.post("/v1/suppliers?allow_duplicate=true", json=again), 201, 200)
        assert made(await buyer.get(f"/v1/suppliers/{supplier['id']}"), 200)
        assert sum(not task.done() for task in sent) > 10
    finally:
        for task in sent:
            task.cancel()
        await asyncio.gather(*sent, return_exceptions=True)
        for stranger in strangers:
            await stranger.aclose()


async def test_a_list_that_nobody_waits_for_is_not_read_to_its_end(
    service: Served, buyer: httpx.AsyncClient, keys: Keys
) -> None:
    supplier = await supplier_of(buyer)
    file = b"name,address,country\n" + b"".join(b"Works %d,%d Road Shenzhen,CN\n" % (n, n) for n in range(90_000))
    async with service.buyer(keys) as stranger:
        buyer.headers["X-Request-Id"] = "nobody-waits"
        sent = asyncio.create_task(send(buyer, file, supplier["id"]))
        while not sent.done():
            assert (await stranger.delete("/internal/readings/nobody-waits")).status_code == 204
            assert (await buyer.delete("/internal/readings/nobody-waits")).status_code == 204
            await asyncio.sleep(0.05)
    assert (sent.result().status_code, sent.result().json()["code"]) == (409, "reading_stopped")
    assert made(await buyer.get("/v1/disclosure-imports"), 200)["items"] == []


async def test_only_callers_stop_a_reading(service: Served, keys: Keys) -> None:
    async with service.buyer(keys) as nobody:
        del nobody.headers["Authorization"]
        assert (await nobody.delete("/internal/readings/nobody-waits")).status_code == 401
