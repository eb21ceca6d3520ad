"""Whom a credential belongs to, read by its exact key."""

from dataclasses import replace
from typing import NamedTuple, cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.real_time import real_now
from chassis.rows import fetch_rows
from chassis.vocabulary import OrgKind, Role
from gateway.tokens.rules import digest, is_client_id


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


async def caller_of_key(session: AsyncSession, client_id: str, key: StoredKey | None) -> Caller | None:
    """The person who created the key, with those of the key's roles that they still have, or None."""
    caller = await identity(session, key.person_id, key.organisation_id) if key else None
    if caller is None or key is None:
        return None
    roles = caller.roles & {Role(role) for role in key.roles}
    return replace(caller, roles=roles, key=client_id) if roles else None


async def caller_of_sign_in(
    session: AsyncSession, sign_in: UUID, *, person: UUID, organisation: UUID
) -> Caller | None:
    """The person who signed in, unless the sign-in has ended."""
    statement = "select is_signed_in(:sign_in, :person, :organisation, :real_now)"
    values = {"sign_in": sign_in, "person": person, "organisation": organisation}
    ((is_open,),) = await fetch_rows(session, statement, real_now=real_now(), **values)
    caller = await identity(session, person, organisation) if is_open else None
    return replace(caller, sign_in=sign_in) if caller else None


async def caller_now(session: AsyncSession, caller: Caller) -> Caller | None:
    """The same caller with the rights that their credential has now; None if it has ended."""
    if caller.key:
        return await caller_of_key(session, caller.key, await active_key(session, caller.key))
    if caller.sign_in:
        return await caller_of_sign_in(session, caller.sign_in, person=caller.person, organisation=caller.org)
    return None


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


async def password_recipe(session: AsyncSession, username: str) -> str | None:
    """Parameters and salt of the password's hash; None if there is no such person."""
    ((recipe,),) = await fetch_rows(session, "select password_recipe(:username)", username=username)
    return cast(str | None, recipe)


async def person_with_password(session: AsyncSession, username: str, password_hash: str) -> UUID | None:
    """The person, if that is the hash of their password."""
    statement = "select person_with_password(:username, :hash)"
    ((person,),) = await fetch_rows(session, statement, username=username, hash=password_hash)
    return cast(UUID | None, person)
