"""Keeps verified credentials for a short time, so that a request costs a look-up and not a signature.

The keys are digests: neither a user's token nor an API key is kept in memory.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic


@dataclass(frozen=True, slots=True)
class VerifiedCredential:
    """The `Authorization` value that stands for the caller towards the services, valid for `seconds` from now."""

    authorization: str
    organisation: str
    seconds: float


Verify = Callable[[str], Awaitable[VerifiedCredential]]


class CredentialCache:
    """Bounded; the least recently used entry is dropped first. Simultaneous requests share one verification.

    A refused credential is not kept: `verify` raises, and the next request verifies again.
    """

    def __init__(self, verify: Verify, *, size: int = 10_000) -> None:
        self._verify = verify
        self._size = size
        self._kept: OrderedDict[bytes, tuple[VerifiedCredential, float]] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[VerifiedCredential]] = {}

    async def exchange(self, credential: bytes) -> VerifiedCredential:
        """The internal credential that replaces the caller's own."""
        key = sha256(credential).digest()
        kept = self._kept.get(key)
        if kept is not None and monotonic() < kept[1]:
            self._kept.move_to_end(key)
            return kept[0]
        return await self._verified(key, credential)

    async def _verified(self, key: bytes, credential: bytes) -> VerifiedCredential:
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(self._verify(credential.decode("latin-1")))
            self._running[key] = task
            task.add_done_callback(lambda done: self._keep(key, done))
        # Shielded: a client that disconnects must not cancel the verification that others wait for.
        return await asyncio.shield(task)

    def _keep(self, key: bytes, task: asyncio.Task[VerifiedCredential]) -> None:
        del self._running[key]
        if task.cancelled() or task.exception() is not None:
            return
        verified = task.result()
        self._kept[key] = (verified, monotonic() + verified.seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
