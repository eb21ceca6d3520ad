"""`/.well-known/jwks.json`: the public half of the key that signs the gateway's tokens (RFC 7517)."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chassis.state import state_of
from gateway.signing_keys import views
from gateway.signing_keys.schemas import WebKeySet

router = APIRouter(tags=["pages"])


@router.get(
    "/.well-known/jwks.json",
    response_class=JSONResponse,
    openapi_extra={"x-permission": "public"},
    responses={200: {"description": "A JSON Web Key Set (RFC 7517)", "model": WebKeySet}},
)
async def read_keys(request: Request) -> JSONResponse:
    """The public keys to verify the gateway's tokens with."""
    return JSONResponse(
        views.key_set(state_of(request).shared.trusted_keys), headers={"Cache-Control": "max-age=3600"}
    )
