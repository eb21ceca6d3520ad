"""The body that a client sends, passed on in pieces and counted."""

from collections.abc import AsyncIterator

from starlette.types import Receive

from chassis.body_sizes import too_large
from gateway.proxy.call import ClientGone
from gateway.proxy.service_connections.requests import LAST_CHUNK, chunk
from gateway.proxy.watch import Watch


class Upload:
    """A request body, of which at most one piece is in memory; `is_chunked` if its length is not known.

    `failure` says why it ended early: it was too large, or the client disconnected.
    """

    __slots__ = ("_count", "_limit", "_receive", "drained", "failure", "first", "is_chunked")

    def __init__(self, receive: Receive, *, limit: int, is_chunked: bool) -> None:
        self._receive = receive
        self.is_chunked = is_chunked
        self._limit = limit
        self._count = 0
        self.first = b""
        self.drained = False
        self.failure: Exception | None = None

    async def begin(self) -> None:
        """Wait for the first piece; small bodies are complete with it."""
        self.first = await self._piece()

    async def pieces(self, watch: Watch) -> AsyncIterator[bytes]:
        """All of it as it is written to a service.

        The service's time runs while it takes a piece; when there is no further one, the client is watched.
        """
        piece = self.first
        while True:
            if piece:
                watch.restart()
                yield chunk(piece) if self.is_chunked else piece
            if self.drained:
                break
            watch.pause()  # it is the client's turn, which the server watches
            piece = await self._piece()
        watch.restart()
        watch.watch_client()
        if self.is_chunked:
            yield LAST_CHUNK

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
