"""Whether the platform as a whole can do its work: the gateway's own readiness and that of what stands behind."""

import asyncio

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import text

from chassis.app import Ready
from gateway.proxy.contracts import ROUTED

PATIENCE_SECONDS = 2.0

router = APIRouter(tags=["health"])


@router.get("/health/ready", response_model=Ready, openapi_extra={"x-internal": True})
async def platform_ready(request: Request) -> Response:
    """Whether every part answers, and which does not; 503 where one does not."""
    names = ("database", *ROUTED)
    services = (_service(request.app.state.clients[name]) for name in ROUTED)
    states = await asyncio.gather(_database(request), *services)
    well = all(state == "ok" for state in states)
    document = Ready(status="ok" if well else "unavailable", checks=dict(zip(names, states, strict=True)))
    headers = {} if well else {"Retry-After": "2"}
    return JSONResponse(document.model_dump(), 200 if well else 503, headers)


async def _database(request: Request) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), request.app.state.worker_sessions() as session:
            await (await session.connection()).execute(text("select 1"))
    except Exception as error:  # whatever is wrong with it, it is not ready
        return type(error).__name__
    return "ok"


async def _service(client: httpx.AsyncClient) -> str:
    try:
        answer = await client.get("/health/ready", timeout=PATIENCE_SECONDS)
    except httpx.HTTPError as error:
        return type(error).__name__
    return "ok" if answer.status_code == 200 else "unavailable"
