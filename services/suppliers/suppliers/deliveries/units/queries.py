"""Reading how many units of a product were delivered."""

from uuid import UUID

from sqlalchemy import false, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from suppliers import visibility
from suppliers.deliveries.units.rules import UnitsOfYears, units_of
from suppliers.tables import Delivery


async def units_of_product(session: AsyncSession, caller: Caller, product_id: UUID) -> UnitsOfYears:
    """Of the deliveries that the caller may see."""
    statement = select(col(Delivery.delivered_from), col(Delivery.delivered_to), col(Delivery.units)).where(
        col(Delivery.product_id) == product_id, visibility.DELIVERIES.get(caller.org_kind, false())
    )
    rows = (await (await session.connection()).execute(statement, binds(caller))).all()
    return units_of(rows)
