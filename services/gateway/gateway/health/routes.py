"""`/health/ready`: whether the gateway and the services behind it can do their work."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chassis.health import Ready, database_state, readiness, warnings
from chassis.state import state_of
from gateway.services_api import client as services_api
from gateway.services_api.rules import BEHIND_GATEWAY

router = APIRouter(tags=["health"])


@router.get(
    "/health/ready", response_model=Ready, responses={503: {"model": Ready}}, openapi_extra={"x-internal": True}
)
async def platform_ready(request: Request) -> Response:
    """Whether the database and every service are ready; 503 if one is not."""
    clients = state_of(request).clients
    states = await asyncio.gather(
        database_state(request), *(services_api.readiness(clients, name) for name in BEHIND_GATEWAY)
    )
    return readiness(dict(zip(("database", *BEHIND_GATEWAY), states, strict=True)), warnings(request))
