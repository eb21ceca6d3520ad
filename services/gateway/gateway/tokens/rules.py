"""The token endpoint: its problems in the words of RFC 6749, lifetimes, and how secrets are stored."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.problems import Invalid, Problem
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.rules import ROLES_OF
from gateway.services_api.rules import BEHIND_GATEWAY, ServiceName

PUBLIC_AUDIENCE = "public"
"""Audience of the access tokens that callers get. Internal tokens have another one; neither replaces the other."""

INTERNAL_AUDIENCES = [service.value for service in (*BEHIND_GATEWAY, ServiceName.GATEWAY)]
INTERNAL_LIFE = 300
"""Seconds that an internal token is valid."""

ACCESS_LIFE = 15 * 60
"""Seconds that an access token is valid."""

REFRESH_LIFE = timedelta(days=30)

REVOCATION_DELAY = 4.0
"""Seconds for which a checked credential is accepted. A revoked key, an ended membership or sign-in, and a changed
role take effect within 5 seconds, the time for the check included."""

LONGEST_CLIENT_ID = 32

STREAM_CHECK = 3.0
"""Seconds after which an open stream checks again who reads it."""


def digest(secret: str) -> bytes:
    """How generated secrets are stored: they have 256 random bits, so plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


def is_client_id(text: str) -> bool:
    """Whether there can be a key with this client id: the database refuses some texts."""
    return len(text) <= LONGEST_CLIENT_ID and text.isprintable()


def roles_held(stored: Iterable[str], kind: OrgKind) -> frozenset[Role]:
    """The stored roles that there are in an organisation of that kind; any other gives no right."""
    return frozenset(Role(role) for role in stored) & ROLES_OF.get(kind, frozenset())


def roles_of_key(given: Iterable[str], *, held: Collection[Role]) -> frozenset[Role]:
    """The roles of an API key: those that it was given and the person who created it still has."""
    return frozenset(Role(role) for role in given) & frozenset(held)


class GrantType(StrEnum):
    """The grant types of the token endpoint (RFC 6749)."""

    PASSWORD = "password"  # noqa: S105  # RFC 6749's word
    CLIENT_CREDENTIALS = "client_credentials"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """An access token for one organisation; `refresh_token` where it can be renewed."""

    access_token: str
    organisation: UUID
    refresh_token: str | None = None


class TokenProblem(Problem):
    """A refusal of the token endpoint; `error` is RFC 6749's word for it."""

    status, title = 400, "No token"

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        super().__init__(detail, error=self.code(), **extensions)


class InvalidGrant(TokenProblem):
    """The username or password is wrong, or the refresh token is unknown, used or expired. Sign in again."""

    title = "Invalid grant"


class InvalidRequest(TokenProblem):
    """A required field is missing, or `organisation` must name one of the person's organisations."""

    title = "Invalid token request"


class UnsupportedGrantType(TokenProblem):
    """`grant_type` must be `password`, `client_credentials` or `refresh_token`."""

    title = "Unsupported grant type"


class InvalidClient(Problem):
    """The client id or the client secret is wrong, or the API key is revoked."""

    status, title = 401, "Invalid client"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Basic realm="token"'}, error=self.code())


class WrongPassword(Invalid):
    """The current password is wrong."""

    title = "Wrong password"
