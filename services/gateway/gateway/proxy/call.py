"""One request that passes through the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from gateway.proxy.api_descriptions import Operation
from gateway.proxy.headers import Raw


@dataclass(frozen=True, slots=True)
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
    def headers(self) -> Sequence[Raw]:
        headers: Sequence[Raw] = self.scope["headers"]
        return headers


class ClientGone(Exception):
    """The client disconnected before the answer."""


class BrokenTransfer(Exception):
    """The answer cannot be completed: its connection must be closed, so that it never looks complete."""
