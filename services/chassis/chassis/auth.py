"""Who is calling: internal tokens made and verified (the only module that touches JWTs), roles, permissions.

Tokens are ES256 alone, keys are chosen by `kid` from a fixed map, and every claim we lean on is required:
python-jose by itself accepts a token without `exp` or `aud`.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jose import jwk, jwt
from jose.backends.cryptography_backend import CryptographyECKey

from chassis.problems import Forbidden, Unauthenticated
from chassis.settings import TrustedKey

REQUIRED_CLAIMS = ("exp", "iat", "aud", "iss", "sub")
LONGEST_TOKEN = 8192
LONGEST_LIFE = 15 * 60
LEEWAY = 10
CACHED_TOKENS = 4096


class Role(StrEnum):
    """What a person, or a machine, may be within its organisation."""

    BUYER_OFFICER = "buyer_officer"
    BUYER_MANAGER = "buyer_manager"
    BUYER_VIEWER = "buyer_viewer"
    SUPPLIER_CONTACT = "supplier_contact"
    SUPPLIER_ADMIN = "supplier_admin"
    MONITOR_AUTHOR = "monitor_author"
    MONITOR_EDITOR = "monitor_editor"
    GROUP_COORDINATOR = "group_coordinator"
    EXPERT = "expert"
    DASHBOARD_CLIENT = "dashboard_client"
    PLATFORM_ADMIN = "platform_admin"
    SYSTEM = "system"


class OrgKind(StrEnum):
    """What a tenant is; it decides which rows it can ever see."""

    BUYER = "buyer"
    MONITOR = "monitor"
    SUPPLIER = "supplier"
    EXPERT = "expert"
    PLATFORM = "platform"
    SYSTEM = "system"


NOBODY = UUID(int=0)
"""The organisation of machine work, which owns nothing."""


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a request runs; `token` is what a service forwards when it asks another for them."""

    person: UUID
    org: UUID
    org_kind: OrgKind
    org_name: str
    roles: frozenset[Role]
    issuer: str
    supplier_id: UUID | None = None
    affiliated_to: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    token: str = ""

    def is_any(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def claims(self) -> dict[str, Any]:
        """The token claims that say this caller, without times, issuer and audience."""
        return {
            "sub": str(self.person),
            "org": str(self.org),
            "org_kind": self.org_kind.value,
            "org_name": self.org_name,
            "roles": sorted(self.roles),
            "supplier_id": str(self.supplier_id) if self.supplier_id else None,
            "affiliated_to": sorted(map(str, self.affiliated_to)),
            "groups": sorted(map(str, self.groups)),
        }


def machine(service: str, *, person: UUID = NOBODY, org: UUID = NOBODY) -> Caller:
    """A service at work by itself; `person` and `org` are whoever caused it, for the journal."""
    return Caller(
        person=person,
        org=org,
        org_kind=OrgKind.SYSTEM,
        org_name=service,
        roles=frozenset({Role.SYSTEM}),
        issuer=service,
    )


def caller_from(claims: Mapping[str, Any], token: str = "") -> Caller:
    """Raises KeyError or ValueError where the claims do not say a caller."""
    supplier = claims.get("supplier_id")
    return Caller(
        person=UUID(claims["sub"]),
        org=UUID(claims["org"]),
        org_kind=OrgKind(claims["org_kind"]),
        org_name=str(claims.get("org_name", "")),
        roles=frozenset(Role(role) for role in claims["roles"]),
        supplier_id=UUID(supplier) if supplier else None,
        affiliated_to=frozenset(UUID(item) for item in claims.get("affiliated_to", ())),
        groups=frozenset(UUID(item) for item in claims.get("groups", ())),
        token=token,
        issuer=str(claims["iss"]),
    )


class Signer:
    """Makes ES256 tokens with the one private key a service holds."""

    def __init__(self, private_key: str, *, issuer: str) -> None:
        self.issuer = issuer
        self.key_id = f"{issuer}-1"
        self._key = jwk.construct(private_key, "ES256")
        if not isinstance(self._key, CryptographyECKey):
            raise RuntimeError("tokens must be signed by the cryptography backend")

    def sign(self, claims: Mapping[str, Any], *, audience: list[str], lifetime: int) -> str:
        """A token that lives `lifetime` seconds from now."""
        issued = int(time.time())
        stamped = {**claims, "iss": self.issuer, "aud": audience, "iat": issued, "exp": issued + lifetime}
        return str(jwt.encode(stamped, self._key, algorithm="ES256", headers={"kid": self.key_id}))

    def as_system(self, *, audience: str) -> str:
        """A short token for work that no caller asked for: following a feed, a schedule."""
        return self.sign(machine(self.issuer).claims(), audience=[audience], lifetime=300)


class Verifier:
    """Believes a token only by a key it was given, for the audience it is, with the roles that key may give."""

    def __init__(self, keys: Mapping[str, TrustedKey], *, audience: str) -> None:
        self.audience = audience
        self._trusted = {kid: (jwk.construct(key.public_key, "ES256"), key) for kid, key in keys.items()}
        self._known: dict[bytes, tuple[float, Caller]] = {}

    def __call__(self, token: str) -> Caller:
        """Raises Unauthenticated, for every reason alike."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known and known[0] > time.time():
            return known[1]
        claims = self.claims(token)
        try:
            caller = caller_from(claims, token)
        except (KeyError, ValueError, TypeError) as error:
            raise Unauthenticated from error
        if len(self._known) >= CACHED_TOKENS:
            self._known.clear()
        self._known[digest] = (float(claims["exp"]), caller)
        return caller

    def claims(self, token: str) -> dict[str, Any]:
        """The verified claims; raises Unauthenticated."""
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated
        try:
            key, trusted = self._trusted[str(jwt.get_unverified_header(token).get("kid"))]
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                audience=self.audience,
                issuer=trusted.issuer,
                options={f"require_{claim}": True for claim in REQUIRED_CLAIMS} | {"leeway": LEEWAY},
            )
            believed = _in_time(claims) and _within(claims, trusted)
        except Exception as error:
            # jose raises far more than JWTError on what strangers send: endless numbers, depth
            raise Unauthenticated from error
        if not believed:
            raise Unauthenticated
        return claims


def _in_time(claims: Mapping[str, Any]) -> bool:
    """jose checks `exp` alone: a token from the future, or for ever, would pass it."""
    issued, expires = float(claims["iat"]), float(claims["exp"])
    return issued <= time.time() + LEEWAY and expires - issued <= LONGEST_LIFE


def _within(claims: Mapping[str, Any], trusted: TrustedKey) -> bool:
    """Whether this key may say that: people come from the gateway, machines from a service, and own nothing."""
    roles = set(claims.get("roles", ()))
    is_machine = Role.SYSTEM in roles or claims.get("org_kind") == OrgKind.SYSTEM
    if "*" in trusted.roles:
        return not is_machine
    return roles <= trusted.roles and claims.get("org") == str(NOBODY)


_bearer = HTTPBearer(auto_error=False, description="An access token, or an API key `<client_id>.<secret>`.")


async def current_caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """The verified caller of this request; raises Unauthenticated."""
    if credentials is None:
        raise Unauthenticated
    caller: Caller = request.app.state.verify(credentials.credentials)
    request.state.caller = caller
    return caller


AnyCaller = Annotated[Caller, Depends(current_caller)]


@dataclass(frozen=True, slots=True)
class Permit:
    """A permission in a route's signature: gives the caller, or raises Forbidden naming the roles that may."""

    permission: str
    roles: frozenset[Role]

    async def __call__(self, caller: AnyCaller) -> Caller:
        if caller.roles.isdisjoint(self.roles):
            raise Forbidden(f"This needs one of the roles {', '.join(sorted(self.roles))}.")
        return caller


class Access:
    """Which roles hold which permission of a service; `may` puts one into a route's signature."""

    def __init__(self, table: Mapping[Any, frozenset[Role]]) -> None:
        self.table = {str(permission): roles for permission, roles in table.items()}

    def may(self, permission: StrEnum) -> Any:
        """What `Annotated[Caller, access.may(…)]` needs; raises KeyError for a permission that is in no table."""
        return Depends(Permit(str(permission), self.table[str(permission)]))
