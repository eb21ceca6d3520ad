"""Read whom a credential belongs to, by its exact key, and the rights of a person."""

from typing import NamedTuple, cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.real_time import real_now
from chassis.rows import fetch_rows
from chassis.vocabulary import OrgKind
from gateway.tokens.rules import digest, is_client_id, roles_held


class StoredKey(NamedTuple):
    """What is stored of an API key."""

    person_id: UUID
    organisation_id: UUID
    roles: list[str]


async def identity(session: AsyncSession, person: UUID, organisation: UUID) -> Caller | None:
    """The person with the rights they have now in that organisation; None if they have none."""
    statement = "select * from known_identity(:person, :organisation)"
    rows = await fetch_rows(session, statement, person=person, organisation=organisation)
    if not rows:
        return None
    (row,) = rows
    kind = OrgKind(row.org_kind)
    return Caller(
        person=person,
        org=organisation,
        org_kind=kind,
        org_name=row.org_name,
        roles=roles_held(row.roles, kind),
        supplier_id=row.supplier_id,
        affiliated_to=frozenset(row.affiliated_to),
        issuer="gateway",
    )


async def is_signed_in(session: AsyncSession, sign_in: UUID, *, person: UUID, organisation: UUID) -> bool:
    """Whether this sign-in of the person for the organisation has not ended."""
    statement = "select is_signed_in(:sign_in, :person, :organisation, :real_now)"
    values = {"sign_in": sign_in, "person": person, "organisation": organisation}
    ((is_open,),) = await fetch_rows(session, statement, real_now=real_now(), **values)
    return bool(is_open)


async def active_key(session: AsyncSession, client_id: str) -> StoredKey | None:
    """None if there is no such key, or if it or a key that it was made with is revoked."""
    if not is_client_id(client_id):
        return None
    statement = "select person_id, organisation_id, roles from key_of_client(:client)"
    rows = await fetch_rows(session, statement, client=client_id)
    return StoredKey(*rows[0]) if rows else None


async def verified_key(session: AsyncSession, client_id: str, secret: str) -> StoredKey | None:
    """The API key with this client id, if the secret is its own and neither it nor a key above it is revoked."""
    if not is_client_id(client_id):
        return None
    statement = "select person_id, organisation_id, roles from key_with_secret(:client, :secret)"
    rows = await fetch_rows(session, statement, client=client_id, secret=digest(secret))
    return StoredKey(*rows[0]) if rows else None


async def password_parameters(session: AsyncSession, username: str) -> str | None:
    """Parameters and salt of the password's hash; None if there is no such person."""
    ((parameters,),) = await fetch_rows(session, "select password_recipe(:username)", username=username)
    return cast(str | None, parameters)


async def person_with_password(session: AsyncSession, username: str, password_hash: str) -> UUID | None:
    """The person, if that is the hash of their password."""
    statement = "select person_with_password(:username, :hash)"
    ((person,),) = await fetch_rows(session, statement, username=username, hash=password_hash)
    return cast(UUID | None, person)
