"""One request on its way through the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from gateway.proxy.api_descriptions import Operation
from gateway.proxy.headers import Raw


@dataclass(frozen=True, slots=True)
class Call:
    """What the client asked, on which operation, and how to hear more from it and answer it."""

    scope: Scope
    receive: Receive
    send: Send
    operation: Operation
    request_id: str

    @property
    def headers(self) -> Sequence[Raw]:
        headers: Sequence[Raw] = self.scope["headers"]
        return headers


class ClientGone(Exception):
    """The client hung up; there is nobody left to answer."""


class BrokenTransfer(Exception):
    """The answer cannot be completed: its connection must be cut, so that it never looks whole."""
