"""Passwords, stored as Argon2id hashes (RFC 9106) with the parameters of the OWASP password storage cheat sheet."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import SIGN_INS_WAITING, TooManySignIns

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

Result = TypeVar("Result")


def _at_once() -> int:
    """Each check takes one core and 19 MiB for some hundredths of a second; one core stays for everything else."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


class Passwords:
    """Hashes and checks in threads of its own; what waits for them holds no connection of the database.

    `address` is the network address of the client that waits. Everything raises TooManySignIns.
    """

    def __init__(self) -> None:
        places = _at_once()
        self.queue = FairQueue(places=places, most=SIGN_INS_WAITING, refusal=TooManySignIns)
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="passwords")

    async def hashed(self, password: str, *, address: str) -> str:
        return await self._run(lambda: _HASHER.hash(password), address)

    async def matches(self, password: str, password_hash: str | None, *, address: str) -> bool:
        """Takes as long for an unknown person (`password_hash` is None) as for a wrong password."""
        is_right = await self._run(lambda: _verify(password, password_hash or _dummy_hash()), address)
        return is_right and password_hash is not None

    async def _run(self, work: Callable[[], Result], address: str) -> Result:
        async with self.queue.turn(address):
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)


@dataclass(frozen=True, slots=True)
class ClientPasswords:
    """Passwords that one client waits for; raises TooManySignIns."""

    passwords: Passwords
    address: str

    async def hashed(self, password: str) -> str:
        return await self.passwords.hashed(password, address=self.address)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Takes as long for an unknown person (`password_hash` is None) as for a wrong password."""
        return await self.passwords.matches(password, password_hash, address=self.address)


def hashed_now(password: str) -> str:
    """For a program that does nothing else meanwhile."""
    return _HASHER.hash(password)


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy_hash() -> str:
    return _HASHER.hash("nobody has this password")
