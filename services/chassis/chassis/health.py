"""Health: whether the process answers (live) and can do its work (ready)."""

import asyncio
import time
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy import text

from chassis.state import AppState, Check, state_of

PATIENCE_SECONDS = 2.0
FULL_SECONDS = 30.0
"""For which a database counts as full after it has refused a change for that."""
TAKES_CHANGES = text("select current_setting('transaction_read_only')")
"""`on` at a server that follows another one, or that was told to refuse changes."""


class Alive(BaseModel):
    """The process runs."""

    status: str = "ok"


class Ready(BaseModel):
    """The service can do its work; `checks` lists what it depends on, `warnings` what an operator should see to."""

    status: str
    checks: dict[str, str]
    warnings: dict[str, str]


router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", openapi_extra={"x-internal": True})
async def live() -> Alive:
    """Whether the process answers."""
    return Alive()


@router.get("/ready", response_model=Ready, responses={503: {"model": Ready}}, openapi_extra={"x-internal": True})
async def ready(request: Request) -> Response:
    """Whether the service can do its work now; 503 where it cannot."""
    state = state_of(request)
    checks = await state.readiness.seen(lambda: _checks(state))
    feeds = {f"feed of {name}": "restored to before what was read" for name in state.feeds_ahead}
    return readiness({**checks, **feeds}, warnings(state))


async def _checks(state: AppState) -> Mapping[str, str]:
    states = await asyncio.gather(database_state(state), *map(_checked, state.checks.values()))
    return dict(zip(("database", *state.checks), states, strict=True))


def warnings(state: AppState) -> dict[str, str]:
    """What is wrong although requests are answered."""
    late = state.open_transactions.warning()
    return {"events": late} if late else {}


async def _checked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check()
    except TimeoutError:
        return "does not answer"


def readiness(checks: Mapping[str, str], warnings: Mapping[str, str]) -> Response:
    """The answer to these checks: ready where each of them is `ok`, whatever the warnings."""
    is_ready = all(state == "ok" for state in checks.values())
    document = Ready(status="ok" if is_ready else "unavailable", checks=dict(checks), warnings=dict(warnings))
    headers = {} if is_ready else {"Retry-After": "2"}
    return JSONResponse(document.model_dump(), 200 if is_ready else 503, headers)


async def database_state(state: AppState) -> str:
    """`ok`, or the kind of error with which the database does not answer."""
    if time.monotonic() < state.database_was_full_at + FULL_SECONDS:
        return "no space left"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), state.worker_sessions() as session:
            answer = await (await session.connection()).execute(TAKES_CHANGES)
            return "ok" if answer.scalar() == "off" else "read only"
    except Exception as error:  # whatever is wrong with it, it is not ready
        return type(error).__name__
