"""Letting a supplier's organisation read what a buyer holds about the two of them.

A row may be written while the link to its reader is being made: an advisory lock on the supplier, shared by those
who write rows and held alone by the one who makes a link, lets neither miss the other.
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
OPEN_EXISTING = {
    table: text(
        f"insert into grants (row_id, org_id) select id, :org from {table}"  # noqa: S608  # our own table names
        f" where owner_id = :buyer and supplier_id = :supplier and {condition} on conflict do nothing"
    )
    for table, condition in {
        "contracts": "true",
        "contact_points": "true",
        "disclosures": "status = 'submitted'",
        "disclosure_acceptances": "true",
    }.items()
}


async def let_supplier_read(
    session: AsyncSession, table: type[SQLModel], row_id: UUID, *, supplier_id: UUID, buyer_id: UUID
) -> list[UUID]:
    """Open a new row of the buyer's to the supplier's organisations; gives them, for the event's audience.

    The row must have been flushed, and its owner must be the caller.
    """
    return await let_supplier_read_all(session, table, [row_id], supplier_id=supplier_id, buyer_id=buyer_id)


async def let_supplier_read_all(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[UUID], *, supplier_id: UUID, buyer_id: UUID
) -> list[UUID]:
    """As `let_supplier_read`, for many rows at once."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id, shared=True)
    readers = await queries.speakers(session, supplier_id=supplier_id, buyer_id=buyer_id)
    await grant_read(session, table, rows, readers)
    return readers


async def link(
    session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID, is_confirmed: bool
) -> None:
    """An organisation speaks for a supplier with a buyer: what the two have already is open to it from now on."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    await connection.execute(LINK, {**parties, "is_confirmed": is_confirmed})
    for statement in OPEN_EXISTING.values():
        await connection.execute(statement, parties)
