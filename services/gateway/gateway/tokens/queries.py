"""What a credential stands for, looked up by exact key."""

import hashlib
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller, OrgKind, Role
from gateway.database import rows


def digest(secret: str) -> bytes:
    """How secrets of our own making are kept: they have 256 bits of chance, so plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


async def identity(session: AsyncSession, person: UUID, organisation: UUID) -> Caller | None:
    """The person with its present rights in that organisation; None where it has none (any more)."""
    found = await rows(session, "select * from known_identity(:who, :tenant)", who=person, tenant=organisation)
    if not found:
        return None
    facts = found[0]
    return Caller(
        person=person,
        org=organisation,
        org_kind=OrgKind(facts.org_kind),
        org_name=facts.org_name,
        roles=frozenset(Role(role) for role in facts.roles),
        supplier_id=facts.supplier_id,
        affiliated_to=frozenset(facts.affiliated_to),
        issuer="gateway",
    )


async def key_of(session: AsyncSession, client_id: str) -> Any | None:
    """person_id, organisation_id, secret_hash and roles of an API key that is not revoked."""
    found = await rows(session, "select * from key_of_client(:client)", client=client_id)
    return found[0] if found else None
