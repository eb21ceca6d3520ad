"""`/.well-known/jwks.json`: the public half of the key that signs the gateway's tokens (RFC 7517)."""

from fastapi import Request
from fastapi.responses import Response

from chassis.routing import new_router
from chassis.state import state_of
from gateway.signing_keys import views
from gateway.signing_keys.schemas import WebKeySet

router = new_router("", "pages")


@router.get("/.well-known/jwks.json", openapi_extra={"x-permission": "public"})
async def read_keys(request: Request, response: Response) -> WebKeySet:
    """Read the public keys with which the gateway's tokens can be verified, as a JSON Web Key Set (RFC 7517)."""
    response.headers["Cache-Control"] = "max-age=3600"
    return views.web_key_set(state_of(request).shared.trusted_keys)
