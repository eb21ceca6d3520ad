"""An answer that keeps its request's place until the client has taken it.

Otherwise a client that asks two hundred times at once for something large would have all of it written in one go,
and everybody else would wait for that.
"""

import asyncio
from collections.abc import Callable, Iterable

from starlette.types import Message, Send

from gateway.limits.rules import READING_SECONDS
from gateway.proxy.headers import Raw

PIECE = 64 * 1024
"""The server takes a piece when the client has taken most of what came before."""
STREAM = b"text/event-stream"


class AnswerInTurn:
    """`leave` gives the place back, and is told whether the request was refused; it is called once.

    A stream of events keeps no place. Others keep theirs to the end, but no longer than so many `seconds` after the
    first piece: a client that reads slowly reads on without a place.
    """

    def __init__(self, send: Send, leave: Callable[[bool], None], *, seconds: float = READING_SECONDS) -> None:
        self._send = send
        self._leave: Callable[[bool], None] | None = leave
        self._seconds = seconds
        self._was_refused = False
        self._timer: asyncio.TimerHandle | None = None

    async def send(self, message: Message) -> None:
        """What the app calls."""
        if message["type"] == "http.response.start":
            self._was_refused = message["status"] >= 400
            if _is_stream(message["headers"]):
                self.end()
            await self._send(message)
            return
        body, has_more = message.get("body", b""), message.get("more_body", False)
        if has_more or len(body) > PIECE:
            self._watch()
        if len(body) > PIECE:
            await self._send_in_pieces(body)
            message = {"type": message["type"], "body": b"", "more_body": has_more}
        await self._send(message)
        if not has_more:
            self.end()

    def end(self) -> None:
        """The place is free from here on; does nothing the second time."""
        if self._timer is not None:
            self._timer.cancel()
        if self._leave is not None:
            leave, self._leave = self._leave, None
            leave(self._was_refused)

    async def _send_in_pieces(self, body: bytes) -> None:
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    def _watch(self) -> None:
        if self._timer is None and self._leave is not None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self.end)


def _is_stream(headers: Iterable[Raw]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(STREAM) for name, value in headers)
