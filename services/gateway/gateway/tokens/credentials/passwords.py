"""Passwords, stored as Argon2id hashes (RFC 9106) with the parameters of the OWASP password storage cheat sheet."""

import asyncio
import base64
import os
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.low_level import hash_secret

from gateway.limits.queues.fair_queue import FairQueue
from gateway.limits.rules import SIGN_INS_WAITING, TooManySignIns

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

PARAMETERS = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)")
"""A stored hash without the hash itself: the algorithm, its parameters and the salt."""

Result = TypeVar("Result")
ReadParameters = Callable[[], Awaitable[str | None]]


def _processors_to_use() -> int:
    """Each check takes one core and 19 MiB for some hundredths of a second; one core stays for everything else."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


class Passwords:
    """Hashes and checks in threads of its own; what waits for them holds no connection of the database.

    `address` is the network address of the client that waits. Everything raises TooManySignIns.
    """

    def __init__(self) -> None:
        places = _processors_to_use()
        self.queue = FairQueue(places=places, most=SIGN_INS_WAITING, refusal=TooManySignIns)
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="passwords")

    async def hashed(self, password: str, *, address: str) -> str:
        async with self.queue.turn(address):
            return await self._in_thread(lambda: _HASHER.hash(password))

    async def hashed_with(self, password: str, read_parameters: ReadParameters, *, address: str) -> str:
        """The hash with the parameters and the salt of a stored one, which is all that the database tells of it.

        They are read when the turn has come: a request that is refused before costs the database nothing. An
        unknown person (they are None) takes as long, and the hash is empty.
        """
        async with self.queue.turn(address):
            parameters = await read_parameters()
            return await self._in_thread(lambda: _hashed_with(password, parameters))

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


@dataclass(frozen=True, slots=True)
class ClientPasswords:
    """Passwords that one client waits for; raises TooManySignIns."""

    passwords: Passwords
    address: str

    async def hashed(self, password: str) -> str:
        return await self.passwords.hashed(password, address=self.address)

    async def hashed_with(self, password: str, read_parameters: ReadParameters) -> str:
        """The hash with the parameters and the salt of a stored one; empty, and as slow, for an unknown person."""
        return await self.passwords.hashed_with(password, read_parameters, address=self.address)


def hashed_now(password: str) -> str:
    """For a program that does nothing else meanwhile."""
    return _HASHER.hash(password)


def _hashed_with(password: str, parameters: str | None) -> str:
    found = PARAMETERS.fullmatch(parameters or "")
    if found is None:
        _HASHER.hash(password)
        return ""
    memory, time, lanes, salt = found.groups()
    return hash_secret(
        password.encode(),
        base64.b64decode(salt + "=" * (-len(salt) % 4)),
        time_cost=int(time),
        memory_cost=int(memory),
        parallelism=int(lanes),
        hash_len=_HASHER.hash_len,
        type=Type.ID,
    ).decode()
