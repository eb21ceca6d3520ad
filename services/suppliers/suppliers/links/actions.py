"""Linking organisations to a supplier, and opening to them what a buyer holds about that supplier.

A row may be written while a link to its reader is being made. An advisory lock per supplier prevents that either
misses the other: writers of rows share it, and what makes or removes a link holds it exclusively.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.grants import grant_read
from chassis.locks import Lock, hold
from suppliers.links import queries

LINK = text(
    "insert into supplier_links (supplier_id, buyer_id, org_id, is_confirmed)"
    " values (:supplier, :buyer, :org, :is_confirmed)"
    " on conflict (supplier_id, buyer_id, org_id)"
    " do update set is_confirmed = supplier_links.is_confirmed or excluded.is_confirmed"
)
UNLINK = text("delete from supplier_links where supplier_id = :supplier and buyer_id = :buyer and org_id = :org")
SHARED_TABLES = {
    "contracts": "status not in ('planned', 'tendering', 'cancelled')",
    "contact_points": "true",
    "disclosures": "status = 'submitted'",
    "disclosure_acceptances": "true",
}
"""Tables whose rows a supplier's organisations may read, and which of the rows."""
OPEN_EXISTING = [
    text(
        f"insert into grants (row_id, org_id) select id, :org from {table}"  # noqa: S608  # our own table names
        f" where owner_id = :buyer and supplier_id = :supplier and {condition} on conflict do nothing"
    )
    for table, condition in SHARED_TABLES.items()
]
CLOSE_EXISTING = [
    text(
        f"delete from grants using {table} as opened"  # noqa: S608  # our own table names
        " where grants.row_id = opened.id and grants.org_id = :org"
        " and opened.owner_id = :buyer and opened.supplier_id = :supplier"
    )
    for table in SHARED_TABLES
]


async def share_with_supplier(
    session: AsyncSession, table: type[SQLModel], row_ids: Sequence[UUID], *, supplier_id: UUID, buyer_id: UUID
) -> list[UUID]:
    """Let the supplier's organisations read these rows of the buyer; returns the organisations.

    The caller must own the rows.
    """
    await hold(session, Lock.SUPPLIER_READERS, supplier_id, shared=True)
    readers = await queries.supplier_orgs(session, supplier_id=supplier_id, buyer_id=buyer_id)
    await grant_read(session, table, row_ids, readers)
    return readers


async def link(
    session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID, is_confirmed: bool
) -> None:
    """Record that an organisation represents a supplier towards a buyer, and open their existing rows to it."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    await connection.execute(LINK, {**parties, "is_confirmed": is_confirmed})
    for statement in OPEN_EXISTING:
        await connection.execute(statement, parties)


async def unlink(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """Remove a link that was refused; the organisation can no longer read this buyer's rows."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    for statement in (UNLINK, *CLOSE_EXISTING):
        await connection.execute(statement, parties)
