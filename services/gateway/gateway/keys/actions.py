"""Making and revoking API keys."""

import secrets
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.journal import Entry, record
from chassis.problems import Forbidden
from gateway.accounts.rules import RoleNotGiven
from gateway.keys import queries
from gateway.keys.schemas import KeyIn, KeyItem, KeyMade
from gateway.permissions import ADMINISTRATORS
from gateway.tables import ApiKey
from gateway.tokens.rules import digest


async def make_key(session: AsyncSession, caller: Caller, body: KeyIn) -> KeyMade:
    """Raises RoleNotGiven: a key never holds more than its maker."""
    beyond = sorted(set(body.roles) - caller.roles)
    if beyond:
        raise RoleNotGiven(f"You do not hold {', '.join(beyond)} yourself.", pointer="/roles")
    secret = secrets.token_urlsafe(32)
    row = ApiKey(
        owner_id=caller.org,
        person_id=caller.person,
        client_id=secrets.token_hex(8),
        secret_hash=digest(secret),
        name=body.name,
        roles=sorted(body.roles or caller.roles),
    )
    session.add(row)
    await session.flush()
    await record(
        session,
        caller,
        Entry("api_key.made", ("api_key", row.id), audience=[caller.org], payload={"roles": row.roles}),
    )
    shown = KeyItem.model_validate(row)
    return KeyMade(**shown.model_dump(), client_secret=secret, api_key=f"{row.client_id}.{secret}")


async def revoke_key(session: AsyncSession, caller: Caller, key_id: UUID) -> None:
    """Raises KeyNotFound, Forbidden."""
    row = await queries.key(session, caller, key_id)
    if row.person_id != caller.person and caller.roles.isdisjoint(ADMINISTRATORS):
        raise Forbidden("Only who made a key, or who administers the organisation, revokes it.")
    row.revoked_at = now()
    await record(session, caller, Entry("api_key.revoked", ("api_key", row.id), audience=[caller.org]))
