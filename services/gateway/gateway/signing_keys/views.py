"""Public keys in PEM as JSON Web Keys."""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chassis.settings import TrustedKey
from gateway.signing_keys.schemas import WebKey, WebKeySet


def web_key_set(trusted: Mapping[str, TrustedKey]) -> WebKeySet:
    """The gateway's own keys only: no client verifies what the services sign."""
    return WebKeySet(
        keys=[_web_key(kid, key.public_key) for kid, key in sorted(trusted.items()) if key.issuer == "gateway"]
    )


def _web_key(kid: str, pem: str) -> WebKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise TypeError(f"the key {kid} is not an elliptic curve key")
    point = key.public_numbers()
    return WebKey(
        kty="EC", crv="P-256", alg="ES256", use="sig", kid=kid, x=_coordinate(point.x), y=_coordinate(point.y)
    )


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
