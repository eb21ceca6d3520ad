"""How long, and for whom, a verified credential is remembered."""

import asyncio

import pytest

from chassis.problems import Unauthenticated
from gateway.tokens.credentials.cache import CredentialCache, VerifiedCredential


class CountingVerifier:
    """Admits everybody but Mallory and counts whom it was asked about."""

    def __init__(self, seconds: float = 30.0) -> None:
        self.asked: list[str] = []
        self.seconds = seconds

    async def __call__(self, credential: str) -> VerifiedCredential:
        self.asked.append(credential)
        await asyncio.sleep(0)
        if credential == "mallory":
            raise Unauthenticated
        return VerifiedCredential(f"Bearer internal-{credential}-{len(self.asked)}", self.seconds)


async def test_a_credential_is_verified_once() -> None:
    door = CountingVerifier()
    cache = CredentialCache(door)
    assert await cache.authorization(b"amina") == await cache.authorization(b"amina") == "Bearer internal-amina-1"


async def test_requests_that_come_together_are_verified_together() -> None:
    door = CountingVerifier()
    cache = CredentialCache(door)
    assert len(set(await asyncio.gather(*(cache.authorization(b"amina") for _ in range(20))))) == 1
    assert door.asked == ["amina"]


async def test_an_admission_that_is_over_is_asked_for_anew() -> None:
    door = CountingVerifier(seconds=0)
    cache = CredentialCache(door)
    await cache.authorization(b"amina")
    assert await cache.authorization(b"amina") == "Bearer internal-amina-2"


async def test_a_refusal_is_not_remembered() -> None:
    door = CountingVerifier()
    cache = CredentialCache(door)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await cache.authorization(b"mallory")
    assert door.asked == ["mallory", "mallory"]


async def test_the_cache_is_bounded_and_drops_who_came_longest_ago() -> None:
    door = CountingVerifier()
    cache = CredentialCache(door, size=2)
    for credential in (b"amina", b"ben", b"amina", b"chandra", b"amina", b"ben"):
        await cache.authorization(credential)
    assert door.asked == ["amina", "ben", "chandra", "ben"]


async def test_a_client_that_hangs_up_does_not_spoil_the_answer_for_the_others() -> None:
    cache = CredentialCache(CountingVerifier())
    leaving = asyncio.create_task(cache.authorization(b"amina"))
    staying = asyncio.create_task(cache.authorization(b"amina"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "Bearer internal-amina-1"
