"""What a credential stands for, looked up by exact key."""

import hmac
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.vocabulary import OrgKind, Role
from gateway.tokens.rules import digest
from gateway.transactions.statements import rows


class KnownKey(NamedTuple):
    """An API key as the door knows it."""

    person_id: UUID
    organisation_id: UUID
    secret_hash: bytes
    roles: list[str]


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


async def key_of(session: AsyncSession, client_id: str) -> KnownKey | None:
    """None where there is no such key, or it is revoked."""
    statement = "select person_id, organisation_id, secret_hash, roles from key_of_client(:client)"
    found = await rows(session, statement, client=client_id)
    return KnownKey(*found[0]) if found else None


async def key_shown(session: AsyncSession, client_id: str, secret: str) -> KnownKey | None:
    """The API key of which both halves are shown."""
    key = await key_of(session, client_id)
    is_its_own = key is not None and hmac.compare_digest(key.secret_hash, digest(secret))
    return key if is_its_own else None
