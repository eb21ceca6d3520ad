"""No cache keeps an answer that does not say otherwise: it may hold what only its reader may know.

Programs that want to ask `If-None-Match` keep what they read themselves; no HTTP cache on the way, or on a shared
computer, does it for them.
"""

from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = b"cache-control"
NO_STORE = (HEADER, b"no-store")


class NoStore:
    """Adds `Cache-Control: no-store` to every answer without a `Cache-Control` of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_marked(message: Any) -> None:
            if message["type"] == "http.response.start" and not _says_otherwise(message):
                message["headers"] = [*message["headers"], NO_STORE]
            await send(message)

        await self.app(scope, receive, send_marked if scope["type"] == "http" else send)


def _says_otherwise(message: Any) -> bool:
    return any(name.lower() == HEADER for name, _ in message["headers"])
