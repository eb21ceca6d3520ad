"""Reading deliveries."""

from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.deliveries.rules import DeliveryNotFound
from suppliers.deliveries.schemas import DeliveryQuery
from suppliers.tables import Delivery

DELIVERIES = Listing(
    name="deliveries",
    columns=(
        col(Delivery.id),
        col(Delivery.version),
        col(Delivery.created_at),
        col(Delivery.updated_at),
        col(Delivery.contract_id),
        col(Delivery.product_id),
        col(Delivery.delivered_from),
        col(Delivery.delivered_to),
        col(Delivery.units),
    ),
    key=col(Delivery.id),
    visible=visibility.DELIVERIES,
    query=DeliveryQuery,
    filters={"product_id": equals(col(Delivery.product_id))},
    within={"contract_id": equals(col(Delivery.contract_id))},
)


async def delivery(
    session: AsyncSession, caller: Caller, contract_id: UUID, delivery_id: UUID, *, lock: bool = False
) -> Delivery:
    """Raises DeliveryNotFound."""
    row = await find(
        session, Delivery, delivery_id, caller, visible=visibility.DELIVERIES, lock=lock, missing=DeliveryNotFound
    )
    if row.contract_id != contract_id:
        raise DeliveryNotFound
    return row
