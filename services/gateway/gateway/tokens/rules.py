"""The words of RFC 6749 for what may go wrong at the token endpoint, how long things live, how secrets are kept."""

import hashlib
from datetime import timedelta
from enum import StrEnum
from typing import Any

from chassis.problems import Invalid, Problem

PUBLIC_AUDIENCE = "public"
"""Access tokens open the gateway's public door alone; the internal tokens do not open it, nor these the others."""

INTERNAL_AUDIENCES = ["suppliers", "dialogue", "gateway"]
INTERNAL_LIFE = 300
ACCESS_LIFE = 15 * 60
REVOCATION_DELAY = 30.0
"""Seconds until a revoked key, an ended membership or a changed role is felt by who is signed in already."""

REFRESH_LIFE = timedelta(days=30)


def digest(secret: str) -> bytes:
    """How secrets of our own making are kept: they have 256 bits of chance, so plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


class Grant(StrEnum):
    """What one can show at the token endpoint."""

    PASSWORD = "password"  # noqa: S105  # RFC 6749's word
    CLIENT_CREDENTIALS = "client_credentials"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105


class TokenProblem(Problem):
    """A refusal of the token endpoint; `error` is RFC 6749's own word for it."""

    status, title = 400, "No token"

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        super().__init__(detail, error=self.code(), **extensions)


class InvalidGrant(TokenProblem):
    """The username or password is wrong, or the refresh token is unknown, used or expired: sign in anew."""

    title = "Invalid grant"


class InvalidRequest(TokenProblem):
    """A field is missing, or `organisation` must say for which of several organisations you sign in."""

    title = "Invalid token request"


class UnsupportedGrantType(TokenProblem):
    """`grant_type` is `password`, `client_credentials` or `refresh_token`."""

    title = "Unsupported grant type"


class InvalidClient(Problem):
    """The client id or secret is wrong, or the API key is revoked."""

    status, title = 401, "Invalid client"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Basic realm="token"'}, error=self.code())


class WrongPassword(Invalid):
    """The present password is another one."""

    title = "Wrong password"


class SecretNotRepeatable(Invalid):
    """The answer holds a secret and is not kept, so `Idempotency-Key` cannot be honoured here."""

    title = "Answer cannot be repeated"
