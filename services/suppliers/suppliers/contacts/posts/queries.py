"""Reading the contact points that hold, or held, the post of clause contact between a buyer and a supplier."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.contacts.rules import ContactStatus, Purpose
from suppliers.tables import ContactPoint


async def clause_contacts(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[ContactPoint]:
    """All clause contacts that were ever accepted between a buyer and a supplier, oldest first."""
    statement = (
        select(ContactPoint)
        .where(
            col(ContactPoint.owner_id) == buyer_id,
            col(ContactPoint.supplier_id) == supplier_id,
            col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
            col(ContactPoint.status).in_([ContactStatus.ACCEPTED, ContactStatus.ENDED]),
        )
        .order_by(col(ContactPoint.id))
    )
    return list((await session.exec(statement)).all())
