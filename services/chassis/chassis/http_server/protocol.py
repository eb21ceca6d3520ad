"""How a connection is read: uvicorn's HTTP/1.1 with the limits that it lacks.

The parser gives no part of a head before that part is complete, so what it holds back is counted here, too.
"""

import asyncio
from enum import Enum, auto
from typing import Any

import httptools
from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from chassis.http_server.joined_writes import JoinedWrites
from chassis.http_server.keepalive import notice_the_end
from chassis.http_server.limits import (
    LINGER_BYTES,
    LINGER_SECONDS,
    HeadTooLarge,
    NotHttp,
    ServerLimits,
    TooManyConnections,
    TooSlow,
)
from chassis.http_server.open_connections import OpenConnections
from chassis.http_server.refusals import refusal
from chassis.problems import Problem


class LimitedConfig(Config):
    """Uvicorn's settings, and the limits of its connections."""

    def __init__(self, app: ASGIApp, *, limits: ServerLimits, connections: OpenConnections, **options: Any) -> None:
        super().__init__(app, http=LimitedProtocol, ws="none", **options)
        self.limits = limits
        self.open_connections = connections


class Refused(Exception):
    """Raised out of the parser, which then reads no further."""


class Part(Enum):
    """What is read next."""

    BEGINNING = auto()
    HEAD = auto()
    BODY = auto()


class LimitedProtocol(HttpToolsProtocol):
    """One connection of a client."""

    config: LimitedConfig

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.limits = self.config.limits
        self.url = b""
        self._key = ""
        self._part = Part.BEGINNING
        self._since = 0.0
        """When this part began; a body's time starts again while we do not read it."""
        self._size = self._lines = 0
        """Of the head, or of the fields after a body."""
        self._body_bytes = 0
        self._held_back = 0
        """Bytes since the parser last gave a part."""
        self._has_progress = False
        self._refusal: Problem | None = None
        self._discarded = 0
        self._unread_since: float | None = None
        self._answering: RequestResponseCycle | None = None
        """The request that is being answered; uvicorn remembers only the last one that was read."""
        self._timer: asyncio.TimerHandle | None = None

    # The connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        notice_the_end(transport, seconds=self.limits.gone_seconds)
        counted = self.config.open_connections
        self._key = counted.key_of(self.client[0] if self.client else "")
        is_full, has_too_many = counted.is_full(), counted.has_too_many(self._key)
        counted.add(self._key)
        self._since = self.loop.time()
        if is_full:
            self._refusal = TooManyConnections()
            transport.abort()
        elif has_too_many:
            self._refusal = TooManyConnections(headers={"Retry-After": "10"})
            self._say(self._refusal)
            transport.close()
        else:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self.config.open_connections.remove(self._key)
        if self._timer is not None:
            self._timer.cancel()
        if self._answering is not None:  # otherwise it would write to a closed connection, which is a fault
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refusal is not None:
            self._discard(data)
            return
        self._unset_keepalive_if_required()
        if self._part is Part.BEGINNING and not self._held_back:
            self._since = self.loop.time()
        self._has_progress = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # this server speaks no other protocol, and answers in this one
        except httptools.HttpParserError:
            self._refuse(self._refusal or NotHttp())
            return
        self._held_back = 0 if self._has_progress else self._held_back + len(data)
        if self._held_back > self.limits.head_bytes:
            self._refuse(NotHttp() if self._part is Part.BODY else HeadTooLarge())
        else:
            self._watch()

    # What the parser gives

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._part, self._since = Part.HEAD, self.loop.time()
        self._size = self._lines = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._lines += 1
        self._count(len(name) + len(value) + len(b": \r\n"))
        if self._part is Part.HEAD:  # fields after the body could change what was decided by the head
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade() and self._announces_body():
            self._raise(NotHttp())  # the parser would take the body for the next request
        if len(self.pipeline) >= self.limits.requests_ahead:
            self._raise(TooManyConnections(headers={"Retry-After": "1"}))
        super().on_headers_complete()
        self._part, self._since = Part.BODY, self.loop.time()
        self._size = self._lines = self._body_bytes = 0
        self._has_progress = True

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        self._has_progress = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._part, self._has_progress = Part.BEGINNING, True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        cycle.transport = JoinedWrites(self.transport, self.loop)  # type: ignore[assignment]  # all that it uses
        super()._start_asgi_task(cycle, app)

    def _announces_body(self) -> bool:
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
            for name, value in self.headers
        )

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self.limits.head_bytes or self._lines > self.limits.header_lines:
            self._raise(HeadTooLarge())

    def _raise(self, problem: Problem) -> None:
        self._refusal = problem
        raise Refused

    # Time

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = self.loop.time()
        self._watch()

    def resume_writing(self) -> None:
        self._unread_since = None
        super().resume_writing()

    def _deadline(self) -> float | None:
        """When this connection has to have brought something; None where it is our turn, or uvicorn's."""
        limits = self.limits
        if self._unread_since is not None:
            return self._unread_since + limits.unread_answer_seconds
        if self._part is Part.BODY:
            earned = self._body_bytes / limits.body_bytes_per_second
            return self._since + limits.body_seconds + earned
        if self._part is Part.HEAD or self._held_back or self.cycle is None:
            return self._since + limits.head_seconds
        return None

    def _watch(self) -> None:
        """A timer is set only where something is missing: most requests arrive in one piece."""
        deadline = self._deadline() if self._timer is None else None
        if deadline is not None:
            self._timer = self.loop.call_at(deadline, self._check)

    def _check(self) -> None:
        self._timer = None
        if self._part is Part.BODY and self._is_our_turn():
            self._since, self._body_bytes = self.loop.time(), 0
        deadline = self._deadline()
        if deadline is None or self.transport.is_closing():
            return
        if self.loop.time() < deadline:
            self._timer = self.loop.call_at(deadline, self._check)
        elif self._unread_since is not None:
            self.transport.abort()
        elif self._part is Part.BEGINNING and not self._held_back:
            self.transport.close()
        else:
            self._refuse(TooSlow())

    def _is_our_turn(self) -> bool:
        """Whether the client waits for us: we do not read, or have not asked for the body yet."""
        return self.flow.read_paused or self.cycle.waiting_for_100_continue

    # Refusals

    def _refuse(self, problem: Problem) -> None:
        """Read no further. Answer if no answer is due or has begun, and close."""
        self._refusal = problem
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if is_answering and self._part is not Part.BODY and not self.pipeline:
            self.cycle.keep_alive = False  # the request before this one still gets its whole answer
            return
        if is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.pipeline or (self._part is Part.BODY and self.cycle.response_started):
            self.transport.close()
            return
        self._say(problem)
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _say(self, problem: Problem) -> None:
        instance = self.url.partition(b"?")[0].decode("ascii", "replace")
        self.transport.write(refusal(problem, instance, self.server_state.default_headers))

    def _discard(self, data: bytes) -> None:
        self._discarded += len(data)
        if self._discarded > LINGER_BYTES:
            self.flow.pause_reading()
