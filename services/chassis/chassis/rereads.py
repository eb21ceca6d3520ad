"""Whether a caller may still read what a stored answer is about.

A stored answer is given again only to a caller that may read the same thing at that moment. Every service decides
who may read a thing in the GET of its address; so a repeated request reads that address once more, as the same
caller. A lost role, an ended grant, an embargo or a withdrawal then refuse the repeat as they refuse the read.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import Message

from chassis.envelope import INNER
from chassis.state import state_of

PASSED_ON = frozenset({b"authorization", b"host", b"x-request-id", b"accept-language"})
"""The headers of the request that its reads have too."""


async def refusal_of(request: Request, kept: Response) -> Response | None:
    """The answer to the first read that is refused today; None where the stored answer may be given again."""
    for address in addresses_of(request, kept):
        answer = await _read(request, address)
        if answer.status_code >= 300:
            return answer
    return None


def addresses_of(request: Request, kept: Response) -> Iterator[str]:
    """What the request named, and what it created: the addresses of both, as far as they can be read."""
    parent = readable_parent(request.scope["route"].path, state_of(request).readable)
    if parent is not None:
        yield parent.format(**request.path_params)
    if "location" in kept.headers:
        yield kept.headers["location"]


def readable(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """The paths of single things that can be read, such as `/v1/notes/{note_id}`."""
    return frozenset(
        route.path
        for route in routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and route.path.endswith("}")
    )


def readable_parent(path: str, paths: frozenset[str]) -> str | None:
    """The nearest path above this one, or itself, at which a single thing can be read."""
    while path:
        if path in paths:
            return path
        path = path.rpartition("/")[0]
    return None


async def _read(request: Request, path: str) -> Response:
    """The app's own answer to a GET by the same caller; each read has its own transaction."""
    scope: dict[str, Any] = {
        **{key: request.scope[key] for key in ("type", "asgi", "http_version", "scheme") if key in request.scope},
        **{key: request.scope.get(key) for key in ("client", "server")},
        "root_path": request.scope.get("root_path", ""),
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name, value) for name, value in request.scope["headers"] if name in PASSED_ON],
        "state": {},
        INNER: True,
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await request.app(scope, receive, send)
    start = next(message for message in said if message["type"] == "http.response.start")
    answer = Response(b"".join(message.get("body", b"") for message in said), start["status"])
    answer.raw_headers = [pair for pair in start["headers"] if pair[0].lower() != b"etag"]
    return answer
