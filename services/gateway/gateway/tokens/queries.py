"""Whom a credential belongs to, read by its exact key."""

import hmac
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.rows import fetch_rows
from chassis.vocabulary import OrgKind, Role
from gateway.tokens.rules import digest


class StoredKey(NamedTuple):
    """What is stored of an API key."""

    person_id: UUID
    organisation_id: UUID
    secret_hash: bytes
    roles: list[str]


async def identity(session: AsyncSession, person: UUID, organisation: UUID) -> Caller | None:
    """The person with the rights they have now in that organisation; None if they have none."""
    statement = "select * from known_identity(:person, :organisation)"
    rows = await fetch_rows(session, statement, person=person, organisation=organisation)
    if not rows:
        return None
    (row,) = rows
    return Caller(
        person=person,
        org=organisation,
        org_kind=OrgKind(row.org_kind),
        org_name=row.org_name,
        roles=frozenset(Role(role) for role in row.roles),
        supplier_id=row.supplier_id,
        affiliated_to=frozenset(row.affiliated_to),
        issuer="gateway",
    )


async def active_key(session: AsyncSession, client_id: str) -> StoredKey | None:
    """None if there is no such key, or it is revoked."""
    statement = "select person_id, organisation_id, secret_hash, roles from key_of_client(:client)"
    rows = await fetch_rows(session, statement, client=client_id)
    return StoredKey(*rows[0]) if rows else None


async def verified_key(session: AsyncSession, client_id: str, secret: str) -> StoredKey | None:
    """The API key with this client id, if the secret is its own."""
    key = await active_key(session, client_id)
    is_its_own = key is not None and hmac.compare_digest(key.secret_hash, digest(secret))
    return key if is_its_own else None
