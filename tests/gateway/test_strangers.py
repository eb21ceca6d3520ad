"""Requests whose sender is not known yet wait in line, by client; others do not wait for them."""

import asyncio
from typing import Any

import pytest

from chassis.problems import Unauthenticated
from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.queues.strangers import Strangers
from gateway.limits.rules import TooManyStrangers
from gateway.tokens.credentials.cache import CredentialCache, VerifiedCredential

MALLORY, AMINA = "192.0.2.1", "192.0.2.2"


class Checks:
    """Verifies credentials when the test says so; counts how many it has before it at once."""

    def __init__(self) -> None:
        self.at_once = self.most = self.all = 0
        self.go_on = asyncio.Event()

    async def __call__(self, credential: str) -> VerifiedCredential:
        self.at_once += 1
        self.all += 1
        self.most = max(self.most, self.at_once)
        try:
            if credential.startswith("garbage"):
                await self.go_on.wait()
                raise Unauthenticated
        finally:
            self.at_once -= 1
        return VerifiedCredential(f"Bearer {credential}", "organisation", 0)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def garbage(cache: CredentialCache, count: int) -> list["asyncio.Task[VerifiedCredential]"]:
    return [asyncio.create_task(cache.exchange(b"garbage-%d" % n, MALLORY)) for n in range(count)]


async def ended(tasks: list["asyncio.Task[Any]"]) -> list[type]:
    return [type(end) for end in await asyncio.gather(*tasks, return_exceptions=True)]


async def test_few_unknown_credentials_of_a_client_are_checked_at_once() -> None:
    checks = Checks()
    cache = CredentialCache(checks, strangers=Strangers((8, 4), refused_seconds=0))
    tasks = garbage(cache, 200)
    await settled()
    assert (checks.most, checks.all) == (4, 4)
    assert (await cache.exchange(b"amina", AMINA)).authorization == "Bearer amina"
    checks.go_on.set()
    assert set(await ended(tasks)) == {Unauthenticated}
    assert checks.most == 5


async def test_a_credential_that_was_good_does_not_wait_behind_garbage_from_its_own_address() -> None:
    checks = Checks()
    cache = CredentialCache(checks, strangers=Strangers((4, 4), refused_seconds=0))
    await cache.exchange(b"amina", MALLORY)
    tasks = garbage(cache, 50)
    await settled()
    async with asyncio.timeout(5):
        await cache.exchange(b"amina", MALLORY)
    checks.go_on.set()
    await ended(tasks)


async def test_a_credential_that_was_refused_since_is_a_stranger_again() -> None:
    is_good = True

    async def verify(_: str) -> VerifiedCredential:
        if not is_good:
            raise Unauthenticated
        return VerifiedCredential("Bearer x", "organisation", 0)

    cache = CredentialCache(verify, strangers=Strangers(refused_seconds=0))
    await cache.exchange(b"amina")
    assert cache._kept
    is_good = False
    with pytest.raises(Unauthenticated):
        await cache.exchange(b"amina")
    assert not cache._kept


async def test_whoever_is_refused_keeps_the_place_a_moment_longer_than_the_answer_takes() -> None:
    strangers = Strangers((2, 1), refused_seconds=30, seconds=0.01)
    async with strangers.turn(MALLORY) as visit:
        visit.was_refused = True
    with pytest.raises(TooManyStrangers) as refusal:
        async with strangers.turn(MALLORY):
            pass
    assert int(refusal.value.headers["Retry-After"]) > 0
    async with strangers.turn(AMINA):
        pass
    async with strangers.turn(AMINA):
        pass


async def test_a_client_has_no_more_than_its_places_however_many_are_free() -> None:
    queue = FairQueue(places=8, of_one=2, most=50, refusal=TooManyStrangers)
    running: list[str] = []
    go_on = asyncio.Event()

    async def visit(client: str) -> None:
        async with queue.turn(client):
            running.append(client)
            await go_on.wait()

    tasks = [asyncio.create_task(visit(client)) for client in (MALLORY,) * 20 + (AMINA,)]
    await settled()
    assert running == [MALLORY, MALLORY, AMINA]
    tasks[5].cancel()
    go_on.set()
    assert (await ended(tasks)).count(asyncio.CancelledError) == 1
    assert running.count(MALLORY) == 19
    assert (queue.waiting, queue.has_free_place) == (0, True)
