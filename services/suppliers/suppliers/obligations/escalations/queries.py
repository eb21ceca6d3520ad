"""Reading escalations."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.tables import Escalation


async def escalations(session: AsyncSession, contract_id: UUID, obligation_id: UUID) -> list[Escalation]:
    """The steps of an obligation, oldest first."""
    statement = select(Escalation).where(
        col(Escalation.contract_id) == contract_id, col(Escalation.obligation_id) == obligation_id
    )
    return list((await session.exec(statement.order_by(col(Escalation.id)))).all())
