"""What every request has around its route: an id, a line in the log, header fields, and an answer to any fault.

One layer does all of it, because each layer that looks at an answer's messages is paid for by every request.
"""

import asyncio
import logging
from typing import Any

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import no_store, request_ids
from chassis.access_log import Access
from chassis.faults import answer_to
from chassis.logs import REQUEST_ID
from chassis.state import request_state_of

INNER = "chassis.inner"
"""In the scope of a request that the app asks of itself: it is part of another one, and leaves no line."""

log = logging.getLogger("chassis.envelope")


class Envelope:
    """The outermost layer of a service's app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        own = request_state_of(HTTPConnection(scope))
        own.request_id = request_ids.request_id(scope["headers"])
        REQUEST_ID.set(own.request_id)
        access = EnvelopedAnswer(scope["method"], send, own.request_id)
        try:
            await self._answer(access, scope, receive)
        finally:
            if INNER not in scope:
                access.route = getattr(scope.get("route"), "path", None)
                access.organisation = str(own.caller.org) if own.caller else None
                access.write(request_id=own.request_id)

    async def _answer(self, access: "EnvelopedAnswer", scope: Scope, receive: Receive) -> None:
        """By the app, or about its fault. Where an answer has begun, the server closes the connection instead."""
        try:
            await self.app(scope, receive, access.send)
        except ClientDisconnect:
            log.debug("the client has gone", extra={"path": scope["path"]})
        except (Exception, asyncio.CancelledError) as error:
            answer = answer_to(Request(scope), error) if access.status is None else None
            if answer is None:
                raise
            await answer(scope, receive, access.send)


class EnvelopedAnswer(Access):
    """The answer on its way out: gets the fields that every answer has."""

    __slots__ = ("_request_id",)

    def __init__(self, method: str, send: Send, request_id: str) -> None:
        super().__init__(method, send)
        self._request_id = request_id.encode()

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *self._missing(message["headers"])]
        await self._send(message)

    def _missing(self, headers: Any) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in headers}
        fields = (request_ids.HEADER, self._request_id), no_store.NO_STORE
        return [field for field in fields if field[0] not in present]
