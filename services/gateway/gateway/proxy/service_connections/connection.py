"""One connection to a service: it carries one request at a time, and nothing of its answer is held as a whole.

It is written for a short answer that arrives in one piece: that costs one wake-up.
"""

import asyncio
from collections import deque

import httptools

from gateway.proxy.headers import Raw

MOST_WAITING = 256 * 1024
"""Bytes of an answer that wait for the client; the service has to wait when there are more."""
MOST_FIELDS = 200
MOST_HEAD_BYTES = 128 * 1024
"""Of an answer."""
BODILESS = frozenset({204, 304})


class ConnectionBroken(Exception):
    """The connection ended before the answer was complete, or the service sent something that is no answer."""


class ServiceConnection(asyncio.Protocol):
    """Write with `ask` and `send`, read with `begun` and `piece`; it can be used again if it `may_be_kept`."""

    def __init__(self) -> None:
        self.status = 0
        self.fields: list[Raw] = []
        self.idle_since = 0.0
        self.is_lost = False
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._pieces: deque[bytes] = deque()
        self._waiting_bytes = self._head_bytes = 0
        self._has_head = self._is_complete = False
        self._is_asked = self._is_head_request = False
        self._ends_with_connection = False
        self._is_keepable = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._is_writable = self._is_read = True

    # What the gateway does

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self._loop

    @property
    def may_be_kept(self) -> bool:
        return self.has_ended and self._is_keepable and self._is_writable and not self.is_lost

    @property
    def has_ended(self) -> bool:
        """Whether there is no further piece of the answer."""
        return self._is_complete and not self._pieces

    def ask(self, data: bytes, *, is_head: bool) -> None:
        """Begin a request; its body may follow by `send`."""
        self.status, self.fields = 0, []
        self._has_head = self._is_complete = self._ends_with_connection = self._is_keepable = False
        self._is_asked, self._is_head_request, self._head_bytes = True, is_head, 0
        self.send(data)

    def send(self, data: bytes) -> None:
        if self._transport is not None and not self.is_lost:
            self._transport.write(data)

    async def sent(self) -> None:
        """Wait until the service has taken most of what was sent."""
        if not self._is_writable and not self.is_lost:
            self._writer = self._loop.create_future()
            await self._writer

    async def begun(self) -> None:
        """Wait for the head of the answer; raises ConnectionBroken."""
        while not self._has_head:
            await self._more()

    async def piece(self) -> bytes:
        """The next bytes of the body, empty at its end; raises ConnectionBroken."""
        while not self._pieces:
            if self._is_complete:
                return b""
            await self._more()
        piece = self._pieces.popleft() if len(self._pieces) == 1 else self._joined()
        self._waiting_bytes = 0
        if not self._is_read and self._transport is not None and not self.is_lost:
            self._is_read = True
            self._transport.resume_reading()
        return piece

    def abort(self) -> None:
        self.is_lost = True
        if self._transport is not None and not self._loop.is_closed():
            self._transport.abort()

    async def _more(self) -> None:
        if self.is_lost:
            raise ConnectionBroken
        self._reader = self._loop.create_future()
        await self._reader

    def _joined(self) -> bytes:
        joined = b"".join(self._pieces)
        self._pieces.clear()
        return joined

    # What the loop tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._is_asked or self._is_complete:
            self.abort()  # nobody has asked: it could be taken for the answer to somebody else
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.abort()
        self._wake()

    def eof_received(self) -> None:
        if self._ends_with_connection and not self._is_complete:
            self._complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if exc is None:
            self.eof_received()
        self._wake()
        _set(self._writer)

    def pause_writing(self) -> None:
        self._is_writable = False

    def resume_writing(self) -> None:
        self._is_writable = True
        _set(self._writer)

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_bytes += len(name) + len(value)
        if self._has_head:
            return  # fields after the body
        if len(self.fields) >= MOST_FIELDS or self._head_bytes > MOST_HEAD_BYTES:
            raise ConnectionBroken
        name = name.lower()
        self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status < 200:
            self.fields = []
            return
        self._has_head = True
        self._is_keepable = bool(self._parser.should_keep_alive())
        if self._is_head_request or self.status in BODILESS:
            self._complete()
            self._is_keepable = self._is_keepable and not self._announces_body()
        else:
            self._ends_with_connection = not self._announces_body()

    def _announces_body(self) -> bool:
        """The parser would wait for it."""
        return any(name in (b"content-length", b"transfer-encoding") for name, _ in self.fields)

    def on_body(self, body: bytes) -> None:
        if self._is_complete:
            raise ConnectionBroken
        self._pieces.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > MOST_WAITING and self._is_read and self._transport is not None:
            self._is_read = False
            self._transport.pause_reading()

    def on_message_begin(self) -> None:
        if self._is_complete:
            raise ConnectionBroken  # a second answer to one request

    def on_message_complete(self) -> None:
        if self._has_head and not self._is_complete:
            self._complete()

    def _complete(self) -> None:
        self._is_complete, self._is_asked = True, False

    def _wake(self) -> None:
        _set(self._reader)


def _set(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
