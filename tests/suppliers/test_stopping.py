"""A service that is told to stop finishes what it is doing, or says that it did not."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx

from chassis.settings import for_asyncpg
from chassis.tokens import Signer
from local_stack.provisioning import Urls
from support import served
from support.services import Keys, database

SUPPLIER = {"name": "Sample Devices", "country": "BE", "kinds": ["supplier"]}
SERVING = (sys.executable, "-m", "chassis.serving", "suppliers.app:from_environment", "--graceful-seconds", "3")


@asynccontextmanager
async def busy(urls: Urls) -> AsyncIterator[asyncpg.Connection]:
    """Every change of suppliers waits for the block to end, or for the transaction of its connection."""
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    await connection.execute("begin")
    await connection.execute("lock table suppliers in share mode")
    try:
        yield connection
    finally:
        await connection.close()


async def waiting(connection: asyncpg.Connection, count: int) -> None:
    """For the table, or for the lock of a request that waits for the table."""
    statement = """
        select count(*) from pg_locks
        where not granted and (relation = 'suppliers'::regclass or locktype = 'advisory')
          and database = (select oid from pg_database where datname = current_database())"""
    async with asyncio.timeout(20):
        while await connection.fetchval(statement) < count:  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.05)


async def test_a_stop_breaks_nothing_off_unsaid(admin_url: str, suffix: str, keys: Keys) -> None:
    urls = database(admin_url, "suppliers", f"stop_{suffix}")
    environment = served.environment_of(urls, keys)
    with served.served(environment, SERVING) as service:
        async with service.buyer(keys) as buyer, busy(urls) as lock:
            await served.answering(buyer)
            plain = asyncio.create_task(buyer.post("/v1/suppliers", json=SUPPLIER))
            keyed = asyncio.create_task(
                buyer.post("/v1/suppliers", json=SUPPLIER, headers={"Idempotency-Key": "k"})
            )
            await waiting(lock, 2)
            service.process.send_signal(signal.SIGTERM)
            answers: list[httpx.Response] = await asyncio.gather(plain, keyed)
            await asyncio.to_thread(service.process.wait, 10)
            assert await lock.fetchval("select count(*) from suppliers") == 0
    for answer, code in zip(answers, ("outcome_unknown", "unavailable"), strict=True):
        assert (answer.status_code, answer.json()["code"]) == (503, code)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert ("Retry-After" in answer.headers) == (code == "unavailable")


async def test_what_ends_in_time_is_answered_and_a_long_poll_ends_at_once(
    admin_url: str, suffix: str, keys: Keys
) -> None:
    urls = database(admin_url, "suppliers", f"stops_{suffix}")
    with served.served(served.environment_of(urls, keys), SERVING) as service:
        async with service.buyer(keys) as buyer, busy(urls) as lock:
            await served.answering(buyer)
            token = Signer(keys.private["dialogue"], issuer="dialogue").as_system(audience="suppliers")
            headers = {"Authorization": f"Bearer {token}"}
            poll = asyncio.create_task(buyer.get("/internal/feed?wait=30", headers=headers))
            post = asyncio.create_task(buyer.post("/v1/suppliers", json=SUPPLIER))
            await waiting(lock, 1)
            service.process.send_signal(signal.SIGTERM)
            heard = await asyncio.wait_for(poll, 2)
            await lock.execute("commit")
            done = await post
            assert (heard.status_code, heard.json()["items"]) == (200, [])
            assert (done.status_code, done.json()["name"]) == (201, SUPPLIER["name"])
            await asyncio.to_thread(service.process.wait, 10)
