"""The body a client sends, handed on piece by piece and counted on the way."""

from collections.abc import AsyncIterator, Callable

from starlette.types import Receive

from chassis.problems import TooLarge
from gateway.proxy.call import ClientGone


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"This operation takes at most {limit} bytes.", max_body_bytes=limit)


class Upload:
    """A request body, of which never more than one piece is in memory.

    `failure` says why it ended early: past its limit, or the client gone.
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
        """Wait for the first piece: small bodies are whole with it."""
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
