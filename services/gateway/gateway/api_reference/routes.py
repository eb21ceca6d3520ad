"""`/openapi.json` and `/docs`: the contract, for programs and for people, without any network but this server."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from gateway.api_reference.description.merge import merged
from gateway.proxy.api_descriptions import ROUTED, contract

FOLDER = Path(str(files("gateway") / "api_reference" / "swagger_ui"))
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)
static_files = StaticFiles(directory=FOLDER)


@cache
def whole_contract() -> bytes:
    documents = {service: contract(service) for service in ("gateway", *ROUTED)}
    return json.dumps(merged(documents), ensure_ascii=False).encode()


@router.get("/openapi.json")
async def read_contract() -> Response:
    return Response(whole_contract(), media_type="application/json", headers={"Cache-Control": "max-age=300"})


@router.get("/")
async def go_to_reference() -> RedirectResponse:
    """Whoever opens the address that the launcher prints wants to read something."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def read_reference() -> HTMLResponse:
    return HTMLResponse(_page(), headers={"Content-Security-Policy": POLICY})


@cache
def _page() -> str:
    return (FOLDER / "docs.html").read_text("utf-8")
