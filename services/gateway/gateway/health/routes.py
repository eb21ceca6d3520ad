"""`/health/ready`: whether the gateway and the services behind it can do their work."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chassis.health import Ready, database_state, readiness, warnings
from chassis.state import AppState, state_of
from gateway.services_api import client as services_api
from gateway.services_api.rules import BEHIND_GATEWAY

router = APIRouter(tags=["health"])


@router.get(
    "/health/ready", response_model=Ready, responses={503: {"model": Ready}}, openapi_extra={"x-internal": True}
)
async def platform_ready(request: Request) -> Response:
    """Whether the database and every service are ready; 503 if one is not."""
    state = state_of(request)
    return readiness(await state.readiness.seen(lambda: _checks(state)), warnings(state))


async def _checks(state: AppState) -> Mapping[str, str]:
    states = await asyncio.gather(
        database_state(state), *(services_api.readiness(state.clients, name) for name in BEHIND_GATEWAY)
    )
    return dict(zip(("database", *BEHIND_GATEWAY), states, strict=True))
