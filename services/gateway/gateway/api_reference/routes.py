"""`/openapi.json` and `/docs`: the API description, for programs and for people, served without other servers."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.api_reference.description.contents import description, file_named, page

POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def read_api_description(request: Request) -> Response:
    return description(request.app).answer(request)


@router.get("/")
async def redirect_to_reference() -> RedirectResponse:
    """For people who open the address that the launcher prints."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def read_reference() -> HTMLResponse:
    return HTMLResponse(page(), headers={"Content-Security-Policy": POLICY})


@router.get("/docs/files/{name}")
async def read_file_of_reference(name: str, request: Request) -> Response:
    return file_named(name).answer(request)
