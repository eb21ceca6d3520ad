"""Letting a supplier's organisation read what a buyer holds about the two of them.

A row may be written while the link to its reader is being made: an advisory lock on the supplier, shared by those
who write rows and held alone by the one who makes a link, lets neither miss the other.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.links import queries

SHARED = text("select pg_advisory_xact_lock_shared(hashtextextended(cast(:supplier as text), 0))")
ALONE = text("select pg_advisory_xact_lock(hashtextextended(cast(:supplier as text), 0))")
GRANT = text(
    "select grant_row(cast(cast(:kind as text) as regclass), opened.id, :reader)"
    " from unnest(cast(:rows as uuid[])) as opened(id)"
)
RESERVE = text(
    "select reserve_row(cast(cast(:kind as text) as regclass), kept.id)"
    " from unnest(cast(:rows as uuid[])) as kept(id)"
)
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
    session: AsyncSession, table: str, row_id: UUID, *, supplier_id: UUID, buyer_id: UUID
) -> list[UUID]:
    """Open a new row of the buyer's to the supplier's organisations; gives them, for the event's audience.

    The row must have been flushed, and its owner must be the caller.
    """
    return await let_supplier_read_all(session, table, [row_id], supplier_id=supplier_id, buyer_id=buyer_id)


async def let_supplier_read_all(
    session: AsyncSession, table: str, rows: Sequence[UUID], *, supplier_id: UUID, buyer_id: UUID
) -> list[UUID]:
    """As `let_supplier_read`, for many rows at once."""
    connection = await session.connection()
    await connection.execute(SHARED, {"supplier": str(supplier_id)})
    readers = await queries.speakers(session, supplier_id=supplier_id, buyer_id=buyer_id)
    for reader in readers:
        await connection.execute(GRANT, {"kind": table, "rows": list(rows), "reader": reader})
    return readers


async def reserve(session: AsyncSession, table: str, rows: Sequence[UUID]) -> None:
    """Let the caller's organisation write, and then read, new rows that will be its buyer's."""
    await (await session.connection()).execute(RESERVE, {"kind": table, "rows": list(rows)})


async def link(
    session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID, is_confirmed: bool
) -> None:
    """An organisation speaks for a supplier with a buyer: what the two have already is open to it from now on."""
    connection = await session.connection()
    await connection.execute(ALONE, {"supplier": str(supplier_id)})
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    await connection.execute(LINK, {**parties, "is_confirmed": is_confirmed})
    for statement in OPEN_EXISTING.values():
        await connection.execute(statement, parties)
