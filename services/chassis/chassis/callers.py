"""On whose behalf something is done: a person of an organisation, or a service on its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.vocabulary import OrgKind, Role

NOBODY = UUID(int=0)
"""The organisation of services; it owns no rows."""


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a request runs; a service forwards `token` when it calls another service for them."""

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
    key: str | None = None
    """The client id of the API key that the caller came with, directly or for a token; None for a sign-in."""
    sign_in: UUID | None = None

    def is_any(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def claims(self) -> dict[str, Any]:
        """The token claims of this caller, without times, issuer and audience."""
        return {
            "sub": str(self.person),
            "org": str(self.org),
            "org_kind": self.org_kind.value,
            "org_name": self.org_name,
            "roles": sorted(self.roles),
            "supplier_id": str(self.supplier_id) if self.supplier_id else None,
            "affiliated_to": sorted(map(str, self.affiliated_to)),
            "groups": sorted(map(str, self.groups)),
            **({"key": self.key} if self.key else {}),
            **({"sign_in": str(self.sign_in)} if self.sign_in else {}),
        }


def machine(service: str, *, person: UUID = NOBODY, org: UUID = NOBODY) -> Caller:
    """A service that acts on its own; `person` and `org` are those that caused it, for the journal."""
    return Caller(
        person=person,
        org=org,
        org_kind=OrgKind.SYSTEM,
        org_name=service,
        roles=frozenset({Role.SYSTEM}),
        issuer=service,
    )


def earlier_caller(
    service: str, *, person: UUID, org: UUID, org_kind: OrgKind, supplier_id: UUID | None = None
) -> Caller:
    """The caller of an earlier request, as far as a service has stored it: without name, roles and token.

    It decides which rows a job sees and in whose name it writes; it may not do what needs a role.
    """
    return Caller(
        person=person,
        org=org,
        org_kind=org_kind,
        org_name="",
        roles=frozenset(),
        issuer=service,
        supplier_id=supplier_id,
    )


def caller_from(claims: Mapping[str, Any], token: str = "") -> Caller:
    """Raises KeyError or ValueError if the claims do not describe a caller."""
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
        key=str(claims["key"]) if claims.get("key") else None,
        sign_in=UUID(claims["sign_in"]) if claims.get("sign_in") else None,
    )
