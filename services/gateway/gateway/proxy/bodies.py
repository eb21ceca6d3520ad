"""The body that a client sends, passed on in pieces and counted."""

from collections.abc import AsyncIterator, Callable

from starlette.types import Receive

from chassis.body_sizes import too_large
from gateway.proxy.call import ClientGone
from gateway.proxy.watch import ServiceWatch


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

    async def pieces(self, service: ServiceWatch, on_drained: Callable[[], None]) -> AsyncIterator[bytes]:
        if self.first:
            service.restart()
            yield self.first
        while not self.drained:
            service.stop()  # it is the client's turn, which the server watches
            if piece := await self._piece():
                service.restart()
                yield piece
        service.restart()
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
