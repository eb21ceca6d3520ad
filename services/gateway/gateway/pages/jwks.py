"""`/.well-known/jwks.json`: the public half of the key that signs the gateway's tokens (RFC 7517)."""

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chassis.settings import TrustedKey

router = APIRouter(tags=["pages"])


class WebKey(BaseModel):
    """A public key on the curve P-256."""

    kty: str
    crv: str
    alg: str
    use: str
    kid: str
    x: str
    y: str


class WebKeySet(BaseModel):
    """The keys a token may be signed with; its header names one by `kid`."""

    keys: list[WebKey]


def key_set(trusted: Mapping[str, TrustedKey]) -> dict[str, Any]:
    """The gateway's own keys alone: what the services sign is no business of anybody outside."""
    return {
        "keys": [_web_key(kid, key.public_key) for kid, key in sorted(trusted.items()) if key.issuer == "gateway"]
    }


def _web_key(kid: str, pem: str) -> dict[str, str]:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise TypeError(f"the key {kid} is not an elliptic curve key")
    point = key.public_numbers()
    facts = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid}
    return {**facts, "x": _coordinate(point.x), "y": _coordinate(point.y)}


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


@router.get(
    "/.well-known/jwks.json",
    response_class=JSONResponse,
    openapi_extra={"x-permission": "public"},
    responses={200: {"description": "A JSON Web Key Set (RFC 7517)", "model": WebKeySet}},
)
async def read_keys(request: Request) -> JSONResponse:
    """The public keys to verify the gateway's tokens with."""
    return JSONResponse(key_set(request.app.state.shared.trusted_keys), headers={"Cache-Control": "max-age=3600"})
