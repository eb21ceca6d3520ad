"""What the gateway holds while it runs."""

from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.state import AppState
from chassis.state import state_of as held_by
from gateway.events.rules import Streams
from gateway.limits.counters.failed_attempts import Failures


@dataclass(kw_only=True, eq=False)
class GatewayState(AppState):
    """`failures` counts sign-ins that failed, `streams` the event streams that are open, both in this process."""

    failures: Failures = field(default_factory=Failures)
    streams: Streams = field(default_factory=Streams)


def state_of(source: FastAPI | HTTPConnection) -> GatewayState:
    return held_by(source, GatewayState)
