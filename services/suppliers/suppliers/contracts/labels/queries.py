"""Reading label requirements."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.rows import find
from suppliers import visibility
from suppliers.contracts.labels.rules import LabelRequirementNotFound
from suppliers.tables import LabelRequirement


async def requirement(
    session: AsyncSession, caller: Caller, contract_id: UUID, requirement_id: UUID, *, lock: bool = False
) -> LabelRequirement:
    """Raises LabelRequirementNotFound."""
    row = await find(
        session,
        LabelRequirement,
        requirement_id,
        caller,
        visible=visibility.LABEL_REQUIREMENTS,
        lock=lock,
        missing=LabelRequirementNotFound,
    )
    if row.contract_id != contract_id:
        raise LabelRequirementNotFound
    return row


async def of_contract(session: AsyncSession, contract_id: UUID) -> Sequence[LabelRequirement]:
    """All label requirements of a contract, in the order in which they were recorded."""
    statement = select(LabelRequirement).where(col(LabelRequirement.contract_id) == contract_id)
    return (await session.exec(statement.order_by(col(LabelRequirement.id)))).all()
