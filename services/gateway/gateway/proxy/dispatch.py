"""Sends each request to the service whose API description has its path, or to the gateway's own routes."""

import logging
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.problem_documents import MethodNotAllowed, allowed
from chassis.problems import Problem, Unauthenticated, Unexpected
from chassis.request_ids import request_id
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import bearer, with_credential
from gateway.proxy.refusals import refuse
from gateway.proxy.routing import Methods, RoutingTable

Authorize = Callable[[bytes], Awaitable[str]]
Forward = Callable[[Call, str], Awaitable[None]]

INTERNAL = "/internal/"

log = logging.getLogger("gateway.proxy")


class Dispatcher:
    """Raw ASGI, because bodies must not pass through a framework here.

    `authorize` exchanges the caller's credential for an internal one or raises `Unauthenticated`; `own` are the
    gateway's own routes, which also answer unknown paths.
    """

    def __init__(self, table: RoutingTable, *, authorize: Authorize, forward: Forward, own: ASGIApp) -> None:
        self._table = table
        self._authorize = authorize
        self._forward = forward
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        methods = self._table.find(scope["raw_path"])
        identifier = request_id(scope["headers"])
        try:
            if methods is None:
                await self._own(await self._with_internal_credential(scope), receive, send)
            else:
                await self._pass_on(methods, scope, receive, send, identifier)
        except Problem as problem:
            await refuse(problem, scope, receive, send, request_id=identifier)
        except ClientGone:
            log.info("client disconnected", extra={"request_id": identifier})
        except BrokenTransfer as broken:
            log.warning(
                "the connection to %s ended in the middle of an answer", broken, extra={"request_id": identifier}
            )

    async def _pass_on(self, methods: Methods, scope: Scope, receive: Receive, send: Send, identifier: str) -> None:
        operation = methods.get("GET" if scope["method"] == "HEAD" else scope["method"])
        if operation is None:
            raise MethodNotAllowed(headers=allowed(methods))
        try:
            authorization = await self._authorize(bearer(scope["headers"]))
            await self._forward(Call(scope, receive, send, operation, identifier), authorization)
        except (Problem, ClientGone, BrokenTransfer):
            raise
        except Exception as error:
            log.error("unexpected fault", exc_info=error, extra={"request_id": identifier})
            raise Unexpected from error

    async def _with_internal_credential(self, scope: Scope) -> Scope:
        """The request for the gateway's own routes, with an internal credential in place of the caller's.

        A bad credential is removed and not refused: the route may be public, like the one that renews an expired
        token. Requests of other services carry their own tokens and stay unchanged, however their path is written:
        the gateway's own routes are found by the decoded path.
        """
        try:
            credential = bearer(scope["headers"])
        except Unauthenticated:
            return scope
        if scope["path"].startswith(INTERNAL):
            return scope
        try:
            authorization = await self._authorize(credential)
        except Unauthenticated:
            return with_credential(scope, None)
        return with_credential(scope, authorization)
