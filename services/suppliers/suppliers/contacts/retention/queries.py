"""Reading how many contact persons of a supplier a buyer has forgotten."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.tables import ContactPoint


async def forgotten(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> int:
    statement = select(func.count()).where(
        col(ContactPoint.owner_id) == buyer_id,
        col(ContactPoint.supplier_id) == supplier_id,
        col(ContactPoint.anonymised_on).is_not(None),
    )
    return (await session.exec(statement)).one()
