"""HEAD wherever GET works (RFC 9110 9.3.2): the header fields of the answer to a GET, without its body."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Asks the app for the answer to a GET, and sends its header fields only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        head = _Head(receive, send)
        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, head.receive, head.send)
        finally:
            scope["route"] = asked.get("route")


class _Head:
    """One such request. As soon as its answer has begun it is over, also where the body would never end."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._answered = asyncio.Event()

    async def send(self, message: Any) -> None:
        if self._answered.is_set():
            return
        await self._send(message)
        if message["type"] == "http.response.start":
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            self._answered.set()

    async def receive(self) -> Message:
        """The client's next message, or that nobody waits for the rest."""
        message = asyncio.ensure_future(self._receive())
        answered = asyncio.ensure_future(self._answered.wait())
        try:
            await asyncio.wait((message, answered), return_when=asyncio.FIRST_COMPLETED)
            return {"type": "http.disconnect"} if answered.done() else message.result()
        finally:
            message.cancel()
            answered.cancel()
