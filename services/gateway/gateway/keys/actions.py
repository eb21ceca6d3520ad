"""Create and revoke API keys."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.problems import Forbidden
from chassis.rows import fetch_rows
from gateway.accounts.rules import RoleNotGiven
from gateway.keys import queries
from gateway.keys.schemas import KeyIn
from gateway.permissions import ADMINISTRATORS
from gateway.tables import ApiKey
from gateway.tokens.rules import digest

REVOKE_WITH_CHILDREN = """
with recursive line as (
  select id from api_keys where id = :key
  union
  select k.id from api_keys k join line on k.parent_id = line.id)
update api_keys set revoked_at = platform_now() where id in (select id from line) and revoked_at is null
returning id"""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A stored key and its secret, of which only the hash is stored."""

    row: ApiKey
    secret: str


async def create_key(session: AsyncSession, caller: Caller, body: KeyIn) -> NewKey:
    """Raises RoleNotGiven: a key never has more roles than the person, or the key, that creates it."""
    refused = sorted(set(body.roles) - caller.roles)
    if refused:
        raise RoleNotGiven(
            f"You do not have {', '.join(refused)}. Your roles: {', '.join(sorted(caller.roles))}.",
            pointer="/roles",
        )
    parent = await queries.key_of_client(session, caller, caller.key) if caller.key else None
    secret = secrets.token_urlsafe(32)
    row = ApiKey(
        owner_id=caller.org,
        person_id=caller.person,
        client_id=secrets.token_hex(8),
        secret_hash=digest(secret),
        name=body.name,
        roles=sorted(body.roles or caller.roles),
        parent_id=parent.id if parent else None,
    )
    session.add(row)
    await session.flush()
    await record(
        session,
        caller,
        Entry("api_key.made", ("api_key", row.id), audience=[caller.org], payload={"roles": row.roles}),
    )
    return NewKey(row, secret)


async def revoke_key(session: AsyncSession, caller: Caller, key_id: UUID) -> None:
    """Revoke a key, and all keys that were made with it; raises KeyNotFound, Forbidden."""
    row = await queries.key(session, caller, key_id)
    if row.person_id != caller.person and caller.roles.isdisjoint(ADMINISTRATORS):
        raise Forbidden("Only the person who created a key or an administrator of the organisation may revoke it.")
    for revoked in await fetch_rows(session, REVOKE_WITH_CHILDREN, key=row.id):
        await record(session, caller, Entry("api_key.revoked", ("api_key", revoked.id), audience=[caller.org]))
