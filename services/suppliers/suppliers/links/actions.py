"""Linking organisations to a supplier, and opening to them what a buyer holds about that supplier.

A row may be written while a link to its reader is being made. An advisory lock per supplier prevents that either
misses the other: writers of rows share it, and what makes or removes a link holds it exclusively.
"""

from collections.abc import Mapping, Sequence
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
    "insert into supplier_links (supplier_id, buyer_id, org_id, is_of_buyer, is_confirmed)"
    " values (:supplier, :buyer, :org, :is_of_buyer, :is_confirmed)"
    " on conflict (supplier_id, buyer_id, org_id)"
    " do update set is_confirmed = supplier_links.is_confirmed or excluded.is_confirmed"
)
REMEMBER_IDENTITY = text(
    f"update supplier_links l set confirmed_as = jsonb_build_object({_columns}) from suppliers s"  # noqa: S608  # our own columns
    " where s.id = l.supplier_id and l.supplier_id = :supplier and l.org_id = :org and l.is_confirmed"
)
# As whom the platform confirmed it, another link tells; if none does any more, as who the supplier is now.
KEEP = text(
    "insert into supplier_links (supplier_id, buyer_id, org_id, is_of_buyer, is_confirmed, confirmed_as)"  # noqa: S608  # our own columns
    f" select s.id, :platform, :org, false, true, coalesce(known.confirmed_as, jsonb_build_object({_columns}))"
    " from suppliers s"
    " left join supplier_links known on known.supplier_id = s.id and known.org_id = :org and known.is_confirmed"
    " where s.id = :supplier limit 1"
    " on conflict (supplier_id, buyer_id, org_id)"
    " do update set is_confirmed = true, confirmed_as = excluded.confirmed_as"
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
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    await _add(session, parties, is_of_buyer=True, is_confirmed=is_confirmed)
    connection = await session.connection()
    for table, is_shared in visibility.SHARED_WITH_SUPPLIER.items():
        rows = select(literal(table.__tablename__), col(table.id), literal(org_id)).where(
            *_between(table, supplier_id, buyer_id), is_shared
        )
        opened = insert(Grant).from_select(["table_name", "row_id", "org_id"], rows)
        await connection.execute(opened.on_conflict_do_nothing())


async def link_to_platform(session: AsyncSession, *, supplier_id: UUID, platform_id: UUID, org_id: UUID) -> None:
    """Record that the platform has confirmed the organisation, whichever buyers it has; this opens no rows."""
    parties = {"supplier": supplier_id, "buyer": platform_id, "org": org_id}
    await _add(session, parties, is_of_buyer=False, is_confirmed=True)


async def keep_confirmation(session: AsyncSession, *, supplier_id: UUID, platform_id: UUID, org_id: UUID) -> None:
    """Before the last link ends by which the platform has confirmed the organisation: a link to it keeps that."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    await connection.execute(KEEP, {"supplier": supplier_id, "platform": platform_id, "org": org_id})


async def _add(
    session: AsyncSession, parties: Mapping[str, UUID], *, is_of_buyer: bool, is_confirmed: bool
) -> None:
    await hold(session, Lock.SUPPLIER_READERS, parties["supplier"])
    connection = await session.connection()
    await connection.execute(LINK, {**parties, "is_of_buyer": is_of_buyer, "is_confirmed": is_confirmed})
    if is_confirmed:
        await connection.execute(REMEMBER_IDENTITY, {"supplier": parties["supplier"], "org": parties["org"]})


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
