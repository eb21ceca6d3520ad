"""Reading life-cycle costs."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.rows import find
from suppliers import visibility
from suppliers.contracts.costs.rules import LifeCycleCostNotFound
from suppliers.tables import LifeCycleCost


async def cost(
    session: AsyncSession, caller: Caller, contract_id: UUID, cost_id: UUID, *, lock: bool = False
) -> LifeCycleCost:
    """Raises LifeCycleCostNotFound."""
    row = await find(
        session,
        LifeCycleCost,
        cost_id,
        caller,
        visible=visibility.LIFE_CYCLE_COSTS,
        lock=lock,
        missing=LifeCycleCostNotFound,
    )
    if row.contract_id != contract_id:
        raise LifeCycleCostNotFound
    return row


async def of_contract(session: AsyncSession, contract_id: UUID) -> Sequence[LifeCycleCost]:
    """The offers for a contract, in the order in which they were recorded."""
    statement = select(LifeCycleCost).where(col(LifeCycleCost.contract_id) == contract_id)
    return (await session.exec(statement.order_by(col(LifeCycleCost.id)))).all()
