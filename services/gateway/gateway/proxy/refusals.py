"""Problem documents in raw ASGI, for requests that the gateway does not pass on."""

import asyncio
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from chassis.no_store import NO_STORE
from chassis.problem_documents import MEDIA_TYPE, document, written
from chassis.problems import NotFound, Problem, TooLarge
from gateway.proxy.headers import first, leaves_much_unread

# Closing while the client still sends would make its system discard the answer; so we keep reading for a moment.
LINGER_SECONDS = 2.0


class UnknownPath(NotFound):
    """There is no such path. All paths are in /openapi.json."""

    title = "Unknown path"


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send, *, request_id: str) -> None:
    """Answer with the problem; if much of the body is still to come, close the connection afterwards."""
    body = written(document(problem, instance=scope["path"], request_id=request_id))
    closing = isinstance(problem, TooLarge) or leaves_much_unread(scope["headers"])
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", request_id.encode()),
        NO_STORE,
        *((name.lower().encode(), value.encode()) for name, value in problem.headers.items()),
    ]
    if closing:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": closing})
    if closing:
        if first(scope["headers"], b"expect") is None:
            await _linger(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _linger(receive: Receive) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                pass
