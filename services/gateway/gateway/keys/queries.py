"""Read API keys. Their secrets are not stored."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, binds
from chassis.problems import Unauthenticated
from gateway import visibility
from gateway.keys.rules import KeyNotFound
from gateway.tables import ApiKey

KEYS = Listing(
    name="api_keys",
    columns=(
        col(ApiKey.id),
        col(ApiKey.client_id),
        col(ApiKey.name),
        col(ApiKey.person_id),
        col(ApiKey.roles),
        col(ApiKey.created_at),
        col(ApiKey.parent_id),
    ),
    key=col(ApiKey.id),
    visible=visibility.KEYS,
)


async def key(session: AsyncSession, caller: Caller, key_id: UUID) -> ApiKey:
    """The key, locked. Raises KeyNotFound."""
    statement = select(ApiKey).where(col(ApiKey.id) == key_id, visibility.KEYS[caller.org_kind]).with_for_update()
    row = (await session.exec(statement, params=binds(caller))).first()
    if row is None:
        raise KeyNotFound
    return row


async def key_of_client(session: AsyncSession, caller: Caller, client_id: str) -> ApiKey:
    """The key that a caller came with, locked against being revoked meanwhile. Raises Unauthenticated."""
    statement = select(ApiKey).where(col(ApiKey.client_id) == client_id, visibility.KEYS[caller.org_kind])
    row = (await session.exec(statement.with_for_update(read=True), params=binds(caller))).first()
    if row is None:
        raise Unauthenticated
    return row
