"""The body that a client sends, passed on in pieces and counted."""

from collections.abc import AsyncIterator, Callable

from starlette.types import Receive

from chassis.problems import TooLarge
from gateway.proxy.call import ClientGone


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body may be at most {_readable(limit)}.", max_body_bytes=limit)


def _readable(count: int) -> str:
    """`1 MiB`, `64 KiB`, or the bytes if they are no whole number of these."""
    for size, unit in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if count and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"


class Upload:
    """A request body, of which at most one piece is in memory.

    `failure` says why it ended early: it was too large, or the client disconnected.
    """

    __slots__ = ("_count", "_limit", "_receive", "drained", "failure", "first")

    def __init__(self, receive: Receive, *, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._count = 0
        self.first = b""
        self.drained = False
        self.failure: Exception | None = None

    async def begin(self) -> None:
        """Wait for the first piece; small bodies are complete with it."""
        self.first = await self._piece()

    async def pieces(self, on_drained: Callable[[], None]) -> AsyncIterator[bytes]:
        if self.first:
            yield self.first
        while not self.drained:
            if piece := await self._piece():
                yield piece
        on_drained()

    async def _piece(self) -> bytes:
        message = await self._receive()
        piece: bytes = message.get("body", b"")
        self._count += len(piece)
        if message["type"] == "http.disconnect":
            self.failure = ClientGone()
        elif self._count > self._limit:
            self.failure = too_large(self._limit)
        if self.failure is not None:
            raise self.failure
        self.drained = not message.get("more_body", False)
        return piece
