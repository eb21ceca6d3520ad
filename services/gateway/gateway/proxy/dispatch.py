"""The gateway's front: each request goes to the service whose contract has its path, or to our own routes."""

import logging
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.problem_documents import MethodNotAllowed
from chassis.problems import Problem
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import bearer, request_id
from gateway.proxy.refusals import refuse
from gateway.proxy.routing import Methods, RoutingTable

Authorize = Callable[[bytes], Awaitable[str]]
Forward = Callable[[Call, str], Awaitable[None]]

log = logging.getLogger("gateway.proxy")


class Dispatcher:
    """Raw ASGI, because a body must neither be read nor written through a framework here.

    `authorize` turns the caller's credential into our internal one or raises `Unauthenticated`; `own` are the
    gateway's own routes, which also answer for paths that nobody has.
    """

    def __init__(self, table: RoutingTable, *, authorize: Authorize, forward: Forward, own: ASGIApp) -> None:
        self._table = table
        self._authorize = authorize
        self._forward = forward
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        methods = self._table.find(scope["raw_path"]) if scope["type"] == "http" else None
        if methods is None:
            await self._own(scope, receive, send)
        else:
            await self._serve(methods, scope, receive, send)

    async def _serve(self, methods: Methods, scope: Scope, receive: Receive, send: Send) -> None:
        identifier = request_id(scope["headers"])
        try:
            operation = methods.get(scope["method"])
            if operation is None:
                raise MethodNotAllowed(headers={"Allow": ", ".join(sorted(methods))})
            authorization = await self._authorize(bearer(scope["headers"]))
            await self._forward(Call(scope, receive, send, operation, identifier), authorization)
        except Problem as problem:
            await refuse(problem, scope, receive, send, request_id=identifier)
        except ClientGone:
            log.info("client gone", extra={"request_id": identifier})
        except BrokenTransfer as broken:
            log.warning("%s broke off in the middle of an answer", broken, extra={"request_id": identifier})
