"""Credentials already verified, so that a request costs a look-up and not a signature.

The keys are digests: neither a user's token nor an API key is kept in memory.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic


@dataclass(frozen=True, slots=True)
class Admission:
    """A verified credential: the `Authorization` value for the services, good for `seconds` from now."""

    authorization: str
    seconds: float


Admit = Callable[[str], Awaitable[Admission]]


class CredentialCache:
    """Bounded, least recently used out first; a credential is verified once however many requests bring it.

    A refused credential is not kept: `admit` raises and the next request asks again.
    """

    def __init__(self, admit: Admit, *, size: int = 10_000) -> None:
        self._admit = admit
        self._size = size
        self._kept: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._asked: dict[bytes, asyncio.Task[Admission]] = {}

    async def authorization(self, credential: bytes) -> str:
        """The internal credential that stands for the caller's own."""
        key = sha256(credential).digest()
        kept = self._kept.get(key)
        if kept is not None and monotonic() < kept[1]:
            self._kept.move_to_end(key)
            return kept[0]
        return await self._verify(key, credential)

    async def _verify(self, key: bytes, credential: bytes) -> str:
        task = self._asked.get(key)
        if task is None:
            task = asyncio.ensure_future(self._admit(credential.decode("latin-1")))
            self._asked[key] = task
            task.add_done_callback(lambda done: self._keep(key, done))
        # Shielded: one client that hangs up must not spoil the answer for the others who wait for it.
        return (await asyncio.shield(task)).authorization

    def _keep(self, key: bytes, task: asyncio.Task[Admission]) -> None:
        del self._asked[key]
        if task.cancelled() or task.exception() is not None:
            return
        admission = task.result()
        self._kept[key] = (admission.authorization, monotonic() + admission.seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
