"""The gateway's own routes: their requests wait for a turn like those that are passed on, and strangers in line."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.body_sizes import STRANGERS_BODY
from chassis.problems import Unauthenticated
from gateway.limits.queues.admission import Admission
from gateway.limits.queues.strangers import Strangers
from gateway.limits.rules import Kind
from gateway.proxy.answers_in_turn import AnswerInTurn
from gateway.proxy.headers import address_of, bearer, with_credential
from gateway.proxy.routing import RoutingTable
from gateway.tokens.credentials.cache import Authorize, VerifiedCredential

NAME = "gateway"
INTERNAL = "/internal/"
HEALTH = "/health"
IN_TURN_THEMSELVES = frozenset({("POST", "/v1/token")})
"""Passwords have a queue of their own, so this route asks for a turn where a form brings something else."""


class OwnRoutes:
    """`app` is the app with these routes; it also answers unknown paths. They are found by the decoded path.

    Requests of other services carry their own tokens and stay unchanged.

    A turn lasts until the client has taken the answer; see `AnswerInTurn`.
    """

    def __init__(
        self, app: ASGIApp, table: RoutingTable, *, authorize: Authorize, admission: Admission, strangers: Strangers
    ) -> None:
        self._app = app
        self._table = table
        self._authorize = authorize
        self._admission = admission
        self._strangers = strangers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Unavailable, TooManyStrangers before anything is answered."""
        if scope["type"] != "http" or scope["path"].startswith((INTERNAL, HEALTH)):
            await self._app(scope, receive, send)
            return
        scope, caller = await self._identified(scope)
        if caller is not None:
            queue = await self._admission.enter(NAME, caller.organisation, self._kind(scope))
            await self._answer(scope, receive, AnswerInTurn(send, lambda _: queue.leave(caller.organisation)))
        elif (scope["method"], scope["path"]) in IN_TURN_THEMSELVES:
            await self._app(scope, receive, send)
        else:
            receive = await _received(receive)
            visit = await self._strangers.enter(address_of(scope))
            await self._answer(scope, receive, AnswerInTurn(send, visit.end))

    async def _answer(self, scope: Scope, receive: Receive, answer: AnswerInTurn) -> None:
        try:
            await self._app(scope, receive, answer.send)
        finally:
            answer.end()

    async def _identified(self, scope: Scope) -> tuple[Scope, VerifiedCredential | None]:
        """The request with an internal credential in place of the caller's, and whose it is.

        A bad credential is removed and not refused: the route may be public, like the one that renews an expired
        token. A request without one stays unchanged.
        """
        try:
            credential = bearer(scope["headers"])
        except Unauthenticated:
            return scope, None
        try:
            caller = await self._authorize(credential, address_of(scope))
        except Unauthenticated:
            return with_credential(scope, None), None
        return with_credential(scope, caller.authorization), caller

    def _kind(self, scope: Scope) -> Kind:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        operation = (self._table.find(scope["raw_path"]) or {}).get(method)
        return operation.kind(scope["query_string"]) if operation else Kind.USUAL


async def _received(receive: Receive) -> Receive:
    """The body of a stranger, which is small, before it takes a place; of a larger one only the start."""
    messages: list[Message] = []
    size, more = 0, True
    while more and size <= STRANGERS_BODY:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
        more = messages[-1].get("more_body", False)
    waiting = iter(messages)

    async def replayed() -> Message:
        return next(waiting, None) or await receive()

    return replayed
