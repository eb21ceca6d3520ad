"""One request that passes through the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from gateway.proxy.api_descriptions import Operation
from gateway.proxy.headers import Raw, first


@dataclass(slots=True)
class Call:
    """The request, its operation, and the channels to read more of it and to answer it."""

    scope: Scope
    receive: Receive
    send: Send
    operation: Operation
    request_id: str

    @property
    def method(self) -> str:
        """As it was sent: HEAD asks for a GET's header fields."""
        method: str = self.scope["method"]
        return method

    @property
    def may_be_repeated(self) -> bool:
        """Whether it does no harm to send it again: it changes nothing, or the service gives its answer again."""
        return self.method in ("GET", "HEAD") or first(self.headers, b"idempotency-key") is not None

    @property
    def headers(self) -> Sequence[Raw]:
        headers: Sequence[Raw] = self.scope["headers"]
        return headers


class ClientGone(Exception):
    """The client disconnected before the answer."""


class BrokenTransfer(Exception):
    """The answer cannot be completed: its connection must be closed, so that it never looks complete."""
