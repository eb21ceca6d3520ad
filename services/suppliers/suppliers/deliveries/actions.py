"""Recording what was delivered."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller
from chassis.journal import record
from chassis.rows import stamps
from suppliers.contracts import queries as contracts
from suppliers.deliveries.rules import check_days
from suppliers.deliveries.schemas import DeliveryIn
from suppliers.links.queries import speakers
from suppliers.products import actions as products
from suppliers.products import queries as register
from suppliers.tables import Delivery


async def record_delivery(session: AsyncSession, caller: Caller, contract_id: UUID, body: DeliveryIn) -> Delivery:
    """Raises ContractNotFound, ProductNotFound, DeliveryEndsEarly."""
    contract = await contracts.contract(session, caller, contract_id)
    product = await register.product(session, caller, body.product_id)
    check_days(body.delivered_from, body.delivered_to)
    row = Delivery(**body.model_dump(), contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    await products.offer(session, product.id, contract.supplier_id)
    readers = await speakers(session, supplier_id=contract.supplier_id, buyer_id=contract.owner_id)
    await record(
        session,
        caller,
        "delivery.recorded",
        ("delivery", row.id),
        audience=[contract.owner_id, *readers],
        payload={"contract_id": contract.id, "product_id": product.id},
    )
    await session.flush()
    return row
