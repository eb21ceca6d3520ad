"""Sends each request to the service whose API description has its path, or to the gateway's own routes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.access_log import Access
from chassis.faults import stopped
from chassis.problem_documents import MethodNotAllowed, allowed
from chassis.problems import Problem, Unexpected
from chassis.request_ids import request_id
from gateway.limits.queues.admission import Admission
from gateway.proxy.call import BrokenTransfer, Call, ClientGone
from gateway.proxy.headers import address_of, bearer
from gateway.proxy.refusals import refuse
from gateway.proxy.routing import Methods, RoutingTable
from gateway.tokens.credentials.cache import Authorize

Forward = Callable[[Call, str], Awaitable[None]]

log = logging.getLogger("gateway.proxy")


class Dispatcher:
    """Raw ASGI, because bodies must not pass through a framework here.

    `authorize` exchanges the caller's credential for an internal one or raises `Unauthenticated`; `own` are the
    gateway's own routes, which also answer unknown paths; `admission` bounds what a service works on at once.
    """

    def __init__(
        self,
        table: RoutingTable,
        *,
        authorize: Authorize,
        forward: Forward,
        own: ASGIApp,
        admission: Admission,
    ) -> None:
        self.is_stopping: Callable[[], bool] = lambda: False
        self._admission = admission
        self._table = table
        self._authorize = authorize
        self._forward = forward
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        methods = self._table.find(scope["raw_path"])
        if methods is None:
            await self._answer(scope, receive, send)
            return
        identifier = request_id(scope["headers"])
        access = Access(scope["method"], send)
        try:
            await self._pass_on(methods, access, scope, receive, identifier=identifier)
        except Problem as problem:
            await refuse(problem, scope, receive, access.send, request_id=identifier)
        except asyncio.CancelledError:
            if access.status is not None or not self.is_stopping():
                raise
            await refuse(stopped(scope), scope, receive, access.send, request_id=identifier)
        except ClientGone:
            log.info("client disconnected", extra={"request_id": identifier})
        except BrokenTransfer as broken:
            log.warning(
                "the connection to %s ended in the middle of an answer", broken, extra={"request_id": identifier}
            )
        finally:
            access.write(request_id=identifier)

    async def _pass_on(
        self, methods: Methods, access: Access, scope: Scope, receive: Receive, *, identifier: str
    ) -> None:
        access.route = next(iter(methods.values())).path
        operation = methods.get("GET" if scope["method"] == "HEAD" else scope["method"])
        if operation is None:
            raise MethodNotAllowed(headers=allowed(methods))
        try:
            credential = await self._authorize(bearer(scope["headers"]), address_of(scope))
            access.organisation = credential.organisation
            call = Call(scope, receive, access.send, operation, identifier)
            kind = operation.kind(scope["query_string"])
            queue = await self._admission.enter(operation.service, credential.organisation, kind)
            try:
                await self._forward(call, credential.authorization)
            finally:
                queue.leave(credential.organisation)
        except (Problem, ClientGone, BrokenTransfer):
            raise
        except Exception as error:
            log.error("unexpected fault", exc_info=error, extra={"request_id": identifier})
            raise Unexpected from error

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By the gateway's own routes, which write their own line into the log."""
        try:
            await self._own(scope, receive, send)
        except Problem as problem:
            access, identifier = Access(scope["method"], send), request_id(scope["headers"])
            await refuse(problem, scope, receive, access.send, request_id=identifier)
            access.write(request_id=identifier)
