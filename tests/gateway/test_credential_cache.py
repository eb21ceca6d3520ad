"""How long a verified credential is cached."""

import asyncio

import pytest

from chassis.problems import Unauthenticated
from gateway.tokens.credentials.cache import CredentialCache, VerifiedCredential


class CountingVerifier:
    """Accepts every credential except mallory's and records what it verified."""

    def __init__(self, seconds: float = 30.0) -> None:
        self.verified: list[str] = []
        self.seconds = seconds

    async def __call__(self, credential: str) -> VerifiedCredential:
        self.verified.append(credential)
        await asyncio.sleep(0)
        if credential == "mallory":
            raise Unauthenticated
        return VerifiedCredential(f"Bearer internal-{credential}-{len(self.verified)}", "org", self.seconds)


async def test_a_credential_is_verified_once() -> None:
    verify = CountingVerifier()
    cache = CredentialCache(verify)
    assert await cache.exchange(b"amina") is await cache.exchange(b"amina")
    assert verify.verified == ["amina"]


async def test_simultaneous_requests_share_one_verification() -> None:
    verify = CountingVerifier()
    cache = CredentialCache(verify)
    assert len(set(await asyncio.gather(*(cache.exchange(b"amina") for _ in range(20))))) == 1
    assert verify.verified == ["amina"]


async def test_an_expired_entry_is_verified_again() -> None:
    verify = CountingVerifier(seconds=0)
    cache = CredentialCache(verify)
    await cache.exchange(b"amina")
    assert (await cache.exchange(b"amina")).authorization == "Bearer internal-amina-2"


async def test_a_refusal_is_not_cached() -> None:
    verify = CountingVerifier()
    cache = CredentialCache(verify)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await cache.exchange(b"mallory")
    assert verify.verified == ["mallory", "mallory"]


async def test_the_cache_is_bounded_and_drops_the_least_recently_used() -> None:
    verify = CountingVerifier()
    cache = CredentialCache(verify, size=2)
    for credential in (b"amina", b"ben", b"amina", b"chandra", b"amina", b"ben"):
        await cache.exchange(credential)
    assert verify.verified == ["amina", "ben", "chandra", "ben"]


async def test_a_client_that_disconnects_does_not_cancel_the_verification_for_others() -> None:
    cache = CredentialCache(CountingVerifier())
    leaving = asyncio.create_task(cache.exchange(b"amina"))
    staying = asyncio.create_task(cache.exchange(b"amina"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).authorization == "Bearer internal-amina-1"
