"""Taking back what a link between an organisation and a supplier had opened."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.locks import Lock, hold
from suppliers.links.actions import OPEN_EXISTING

UNLINK = text("delete from supplier_links where supplier_id = :supplier and buyer_id = :buyer and org_id = :org")
CLOSE = {
    table: text(
        f"delete from grants using {table} as opened"  # noqa: S608  # our own table names
        " where grants.row_id = opened.id and grants.org_id = :org"
        " and opened.owner_id = :buyer and opened.supplier_id = :supplier"
    )
    for table in OPEN_EXISTING
}


async def unlink(session: AsyncSession, *, supplier_id: UUID, buyer_id: UUID, org_id: UUID) -> None:
    """The organisation does not speak for the supplier: of this buyer's rows it reads none from now on."""
    await hold(session, Lock.SUPPLIER_READERS, supplier_id)
    connection = await session.connection()
    parties = {"supplier": supplier_id, "buyer": buyer_id, "org": org_id}
    for statement in (UNLINK, *CLOSE.values()):
        await connection.execute(statement, parties)
