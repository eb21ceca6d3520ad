"""Request ids: every answer names its request, so that a person can quote it and an operator find it."""

import re
from typing import Any
from uuid import uuid4

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.logs import REQUEST_ID

HEADER = b"x-request-id"
SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestIds:
    """Takes the caller's own id where it is sane, and makes a new one otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"").decode("latin-1")
        request_id = given if SANE.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        REQUEST_ID.set(request_id)

        async def send_named(message: Any) -> None:
            if message["type"] == "http.response.start" and not _is_named(message):
                message["headers"] = [*message["headers"], (HEADER, request_id.encode())]
            await send(message)

        await self.app(scope, receive, send_named)


def _is_named(message: Any) -> bool:
    return any(name == HEADER for name, _ in message["headers"])
