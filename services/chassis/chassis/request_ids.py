"""Request ids: every answer has one, so that a person can quote it and an operator can find it in the logs."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.logs import REQUEST_ID
from chassis.state import request_state_of

HEADER = b"x-request-id"
SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own `X-Request-Id` where it is a plain token, so that its logs match ours; else a new one."""
    sent = next((value for name, value in headers if name == HEADER), b"")
    return sent.decode() if SANE.fullmatch(sent) else uuid4().hex


class RequestIds:
    """Gives each request its id: in its scope, in the logs and on its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identifier = request_id(scope["headers"])
        request_state_of(HTTPConnection(scope)).request_id = identifier
        REQUEST_ID.set(identifier)

        async def send_named(message: Any) -> None:
            if message["type"] == "http.response.start" and not _is_named(message):
                message["headers"] = [*message["headers"], (HEADER, identifier.encode())]
            await send(message)

        await self.app(scope, receive, send_named)


def _is_named(message: Any) -> bool:
    return any(name == HEADER for name, _ in message["headers"])
