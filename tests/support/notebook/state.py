"""What the notebook holds while it runs."""

import asyncio
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.state import AppState
from chassis.state import state_of as held_by


@dataclass(kw_only=True, eq=False)
class NotebookState(AppState):
    """`gate` holds slow requests back until the test opens it; `at_the_gate` says that one waits there."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    at_the_gate: asyncio.Event = field(default_factory=asyncio.Event)
    crossing: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))
    """Where two requests meet, so that each holds what the other one wants."""


def state_of(source: FastAPI | HTTPConnection) -> NotebookState:
    return held_by(source, NotebookState)
