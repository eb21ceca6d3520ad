"""The caller for whom a credential stands, with the rights that they have now."""

from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from gateway.tokens import queries
from gateway.tokens.queries import StoredKey
from gateway.tokens.rules import roles_of_key


async def caller_of_key(session: AsyncSession, client_id: str, key: StoredKey | None) -> Caller | None:
    """The person who created the key, with those of its roles that they still have; None if there are none."""
    caller = await queries.identity(session, key.person_id, key.organisation_id) if key else None
    if caller is None or key is None:
        return None
    roles = roles_of_key(key.roles, held=caller.roles)
    return replace(caller, roles=roles, key=client_id) if roles else None


async def caller_of_sign_in(
    session: AsyncSession, sign_in: UUID, *, person: UUID, organisation: UUID
) -> Caller | None:
    """The person who signed in; None if the sign-in has ended."""
    if not await queries.is_signed_in(session, sign_in, person=person, organisation=organisation):
        return None
    caller = await queries.identity(session, person, organisation)
    return replace(caller, sign_in=sign_in) if caller else None


async def caller_now(session: AsyncSession, caller: Caller) -> Caller | None:
    """The same caller with the rights that their credential has now; None if it has ended."""
    if caller.key:
        return await caller_of_key(session, caller.key, await queries.active_key(session, caller.key))
    if caller.sign_in:
        return await caller_of_sign_in(session, caller.sign_in, person=caller.person, organisation=caller.org)
    return None
