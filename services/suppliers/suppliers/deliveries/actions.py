"""Recording and changing deliveries."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.periods import check_period
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.deliveries import queries
from suppliers.deliveries.schemas import DeliveryIn, DeliveryPatch
from suppliers.links import queries as link_queries
from suppliers.products import actions as product_actions
from suppliers.products import queries as product_queries
from suppliers.tables import Delivery


async def record_delivery(session: AsyncSession, caller: Caller, contract_id: UUID, body: DeliveryIn) -> Delivery:
    """Raises ContractNotFound, ProductNotFound, PeriodReversed."""
    contract = await contract_queries.contract(session, caller, contract_id)
    product = await product_queries.product(session, caller, body.product_id)
    check_period(body.delivered_from, body.delivered_to, pointer="/delivered_to")
    row = Delivery(**body.model_dump(), contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    await product_actions.offer(session, product.id, contract.supplier_id)
    await _journal(session, caller, row, "delivery.recorded", supplier_id=contract.supplier_id)
    await session.flush()
    return row


async def amend_delivery(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: DeliveryPatch, expected: int
) -> Delivery:
    """`ids` are those of the contract and the delivery.

    Raises ContractNotFound, DeliveryNotFound, Stale, PeriodReversed.
    """
    contract = await contract_queries.contract(session, caller, ids[0])
    row = await queries.delivery(session, caller, *ids, lock=True)
    demand(row.version, expected)
    touch(row, caller, **body.model_dump(exclude_unset=True))
    check_period(row.delivered_from, row.delivered_to, pointer="/delivered_to")
    await _journal(session, caller, row, "delivery.amended", supplier_id=contract.supplier_id)
    return row


async def _journal(session: AsyncSession, caller: Caller, row: Delivery, verb: str, *, supplier_id: UUID) -> None:
    readers = await link_queries.supplier_orgs(session, supplier_id=supplier_id, buyer_id=row.owner_id)
    await record(
        session,
        caller,
        Entry(
            verb,
            ("delivery", row.id),
            audience=[row.owner_id, *readers],
            payload={"contract_id": row.contract_id, "product_id": row.product_id},
        ),
    )
