"""JSON Web Keys on the wire (RFC 7517)."""

from pydantic import BaseModel


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
