"""What the gateway holds while it runs."""

from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.state import AppState
from chassis.state import state_of as held_by
from gateway.limits.counters.failed_attempts import FailedAttempts
from gateway.limits.counters.open_streams import OpenStreams
from gateway.limits.queues.strangers import Strangers
from gateway.tokens.credentials.passwords import Passwords


@dataclass(kw_only=True, eq=False)
class GatewayState(AppState):
    """Counters and queues are of this process only."""

    failed_attempts: FailedAttempts = field(default_factory=FailedAttempts)
    """Failed sign-ins."""

    passwords: Passwords = field(default_factory=Passwords)
    """Hashes and checks passwords, a few at once."""

    strangers: Strangers = field(default_factory=Strangers)
    """Requests and credentials of clients that are not known yet."""

    streams: OpenStreams = field(default_factory=OpenStreams)
    """Event streams that are open."""


def state_of(source: FastAPI | HTTPConnection) -> GatewayState:
    return held_by(source, GatewayState)
