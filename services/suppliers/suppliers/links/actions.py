"""Linking organisations to a supplier, and opening to them what a buyer holds about that supplier.

A row may be written while a link to its reader is being made. An advisory lock per supplier prevents that either
misses the other: writers of rows share it, and what makes or removes a link holds it exclusively.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.grants import grant_read
from chassis.listing import Clause
from chassis.locks import Lock, hold
from suppliers import visibility
from suppliers.links import queries
from suppliers.links.rules import IDENTITY
from suppliers.tables import Grant
from suppliers.visibility import Shared

_columns = ", ".join(f"'{name}', s.{name}" for name in IDENTITY)

LINK = text(
    "insert into supplier_links (supplier_id, buyer_id, org_id, is_confirmed)"
    " values (:supplier, :buyer, :org, :is_confirmed)"
    " on conflict (supplier_id, buyer_id, org_id)"
    " do update set is_confirmed = supplier_links.is_confirmed or excluded.is_confirmed"
)
REMEMBER_IDENTITY = text(
    f"update supplier_links l set confirmed_as = jsonb_build_object({_columns}) from suppliers s"  # noqa: S608  # our own columns
    " where s.id = l.supplier_id and l.supplier_id = :supplier and l.org_id = :org and l.is_confirmed"
)
KEEP_CONFIRMATION = text(
    "update supplier_links kept set is_confirmed = true, confirmed_as = ended.confirmed_as"
    " from supplier_links ended"
    " where ended.supplier_id = :supplier and ended.buyer_id = :buyer and ended.org_id = :org"
    " and ended.is_confirmed and kept.supplier_id = ended.supplier_id and kept.org_id = ended.org_id"
)
UNLINK = text("delete from supplier_links where supplier_id = :supplier and buyer_id = :buyer and org_id = :org")


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
    if is_confirmed:
        await connection.execute(REMEMBER_IDENTITY, {"supplier": supplier_id, "org": org_id})
    for table, is_shared in visibility.SHARED_WITH_SUPPLIER.items():
        rows = select(literal(table.__tablename__), col(table.id), literal(org_id)).where(
            *_between(table, supplier_id, buyer_id), is_shared
        )
        opened = insert(Grant).from_select(["table_name", "row_id", "org_id"], rows)
        await connection.execute(opened.on_conflict_do_nothing())


async def keep_confirmation(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """Before one link ends: the others of the organisation keep what the platform has confirmed by it."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    await connection.execute(KEEP_CONFIRMATION, {"supplier": supplier_id, "buyer": buyer_id, "org": org_id})


async def unlink(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """Remove a link that was refused or ended; the organisation can no longer read this buyer's rows."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    await connection.execute(UNLINK, {"supplier": supplier_id, "buyer": buyer_id, "org": org_id})
    for table in visibility.SHARED_WITH_SUPPLIER:
        rows = select(col(table.id)).where(*_between(table, supplier_id, buyer_id))
        of_the_reader = col(Grant.org_id) == org_id, col(Grant.table_name) == table.__tablename__
        await connection.execute(delete(Grant).where(*of_the_reader, col(Grant.row_id).in_(rows)))


def _between(table: type[Shared], supplier_id: UUID, buyer_id: UUID) -> tuple[Clause, Clause]:
    """The rows of a buyer about a supplier."""
    return col(table.owner_id) == buyer_id, col(table.supplier_id) == supplier_id
