"""JSON Web Keys on the wire (RFC 7517)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

KEY_EXAMPLE: dict[str, Any] = {
    "kty": "EC",
    "crv": "P-256",
    "alg": "ES256",
    "use": "sig",
    "kid": "gateway-1",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}


class WebKey(BaseModel):
    """A public key on the curve P-256."""

    model_config = ConfigDict(json_schema_extra={"examples": [KEY_EXAMPLE]})

    kty: str = Field(description="The type of the key; always `EC`.")
    crv: str = Field(description="The curve; always `P-256`.")
    alg: str = Field(description="The algorithm that it is used with; always `ES256`.")
    use: str = Field(description="What it is used for; always `sig` (signatures).")
    kid: str = Field(description="The id of the key; the header of a token names it.")
    x: str = Field(description="The x coordinate, 32 bytes in base64url.")
    y: str = Field(description="The y coordinate, 32 bytes in base64url.")


class WebKeySet(BaseModel):
    """The keys that may have signed a token. The token's header names one by `kid`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": [KEY_EXAMPLE]}]})

    keys: list[WebKey] = Field(description="The public keys of the gateway.")
