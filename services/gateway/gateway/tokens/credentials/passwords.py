"""Passwords, stored as Argon2id hashes (RFC 9106) with the parameters of the OWASP password storage cheat sheet."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = asyncio.Semaphore(2)
"""Each check takes one core and 19 MiB for tens of milliseconds: more at once would only slow each other down."""


async def hashed(password: str) -> str:
    async with AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Takes as long for an unknown person (`password_hash` is None) as for a wrong password."""
    async with AT_ONCE:
        is_right = await asyncio.to_thread(_verify, password, password_hash or _dummy_hash())
    return is_right and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy_hash() -> str:
    return _HASHER.hash("nobody has this password")
