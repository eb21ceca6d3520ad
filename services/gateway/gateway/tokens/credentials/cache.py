"""Keeps verified credentials for a short time, so that a request costs a look-up and not a signature.

The keys are digests: neither a user's token nor an API key is kept in memory.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

from chassis.problems import Unauthenticated
from gateway.limits.queues.strangers import Strangers


@dataclass(frozen=True, slots=True)
class VerifiedCredential:
    """The `Authorization` value that stands for the caller towards the services, valid for `seconds` from now."""

    authorization: str
    organisation: str
    seconds: float


Verify = Callable[[str], Awaitable[VerifiedCredential]]
Authorize = Callable[[bytes, str], Awaitable[VerifiedCredential]]
"""By the credential, and the client's address; raises Unauthenticated, TooManyStrangers, Unavailable."""


class CredentialCache:
    """Bounded; the least recently used entry is dropped first. Simultaneous requests share one verification.

    A refused credential is not kept: `verify` raises, and the next request verifies again. One that has been kept
    for too long is verified again as well, but without a place in the queue of strangers.
    """

    def __init__(self, verify: Verify, *, size: int = 10_000, strangers: Strangers | None = None) -> None:
        self._verify = verify
        self._strangers = strangers or Strangers()
        self._size = size
        self._kept: OrderedDict[bytes, tuple[VerifiedCredential, float]] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[VerifiedCredential]] = {}

    async def exchange(self, credential: bytes, address: str = "") -> VerifiedCredential:
        """The internal credential that replaces the caller's own; `address` is the client's.

        Raises what `verify` raises, and TooManyStrangers. One that was good a while ago does not wait with those
        that nobody has seen.
        """
        key = sha256(credential).digest()
        kept = self._kept.get(key)
        if kept is not None and monotonic() < kept[1]:
            self._kept.move_to_end(key)
            return kept[0]
        if kept is not None or key in self._running:
            return await self._verified(key, credential)
        async with self._strangers.turn(address) as visit:
            try:
                return await self._verified(key, credential)
            except Unauthenticated:
                visit.was_refused = True
                raise

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
        if task.cancelled():
            return
        if (fault := task.exception()) is not None:
            if isinstance(fault, Unauthenticated):
                self._kept.pop(key, None)
            return
        verified = task.result()
        self._kept[key] = (verified, monotonic() + verified.seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
