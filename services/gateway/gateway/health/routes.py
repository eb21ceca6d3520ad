"""Whether the platform as a whole can do its work: the gateway's own readiness and that of what stands behind."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from chassis.health import Ready, database_state
from chassis.state import state_of
from gateway.health.queries import service_state
from gateway.proxy.api_descriptions import ROUTED

router = APIRouter(tags=["health"])


@router.get("/health/ready", response_model=Ready, openapi_extra={"x-internal": True})
async def platform_ready(request: Request) -> Response:
    """Whether every part answers, and which does not; 503 where one does not."""
    names = ("database", *ROUTED)
    services = (service_state(state_of(request).clients[name]) for name in ROUTED)
    states = await asyncio.gather(database_state(request), *services)
    well = all(state == "ok" for state in states)
    document = Ready(status="ok" if well else "unavailable", checks=dict(zip(names, states, strict=True)))
    headers = {} if well else {"Retry-After": "2"}
    return JSONResponse(document.model_dump(), 200 if well else 503, headers)
