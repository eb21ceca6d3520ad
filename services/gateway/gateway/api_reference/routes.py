"""`/openapi.json` and `/docs`: the API description, for programs and for people, served without other servers."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from gateway.api_reference.description.document import whole_description

FOLDER = Path(str(files("gateway") / "api_reference" / "swagger_ui"))
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)


class PublicFiles(StaticFiles):
    """Files that hold nothing of anyone, so caches may keep them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "max-age=300"
        return response


static_files = PublicFiles(directory=FOLDER)


@router.get("/openapi.json")
async def read_api_description(request: Request) -> Response:
    return Response(
        whole_description(request.app), media_type="application/json", headers={"Cache-Control": "max-age=300"}
    )


@router.get("/")
async def redirect_to_reference() -> RedirectResponse:
    """For people who open the address that the launcher prints."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def read_reference() -> HTMLResponse:
    return HTMLResponse(_page(), headers={"Content-Security-Policy": POLICY})


@cache
def _page() -> str:
    return (FOLDER / "docs.html").read_text("utf-8")
