"""Recording and changing deliveries."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.periods import check_period
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.rules import BEFORE_AWARD, check_within
from suppliers.deliveries import queries
from suppliers.deliveries.schemas import DeliveryIn, DeliveryPatch
from suppliers.obligations.instances.actions import lay_out_for_delivery
from suppliers.products import actions as product_actions
from suppliers.products import queries as product_queries
from suppliers.tables import Contract, Delivery

DAYS = ("/delivered_from", "/delivered_to")


async def record_delivery(session: AsyncSession, caller: Caller, contract_id: UUID, body: DeliveryIn) -> Delivery:
    """Raises ContractNotFound, ProductNotFound, PeriodReversed, OutsideContract, ContractIsDraft."""
    contract = await contract_queries.contract(session, caller, contract_id)
    product = await product_queries.product(session, caller, body.product_id)
    check_period(body.delivered_from, body.delivered_to, pointer="/delivered_to")
    check_within(body.delivered_from, body.delivered_to, contract.days, pointers=DAYS)
    row = Delivery(**body.model_dump(), contract_id=contract.id, owner_id=contract.owner_id, **stamps(caller))
    session.add(row)
    if contract.status not in BEFORE_AWARD:
        await product_actions.offer(session, product.id, contract.contractor)
    await _journal(session, caller, row, "delivery.recorded", contract=contract)
    await session.flush()
    if contract.status not in BEFORE_AWARD:
        await lay_out_for_delivery(session, caller, row)
    return row


async def amend_delivery(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: DeliveryPatch, *, expected: int
) -> Delivery:
    """`ids` are those of the contract and the delivery.

    Raises ContractNotFound, DeliveryNotFound, Stale, PeriodReversed, OutsideContract, ContractIsDraft.
    """
    contract = await contract_queries.contract(session, caller, ids[0])
    row = await queries.delivery(session, caller, *ids, lock=True)
    demand(row.version, expected)
    touch(row, caller, **body.model_dump(exclude_unset=True))
    check_period(row.delivered_from, row.delivered_to, pointer="/delivered_to")
    if {"delivered_from", "delivered_to"} & body.model_fields_set:
        check_within(row.delivered_from, row.delivered_to, contract.days, pointers=DAYS)
    await _journal(session, caller, row, "delivery.amended", contract=contract)
    if contract.status not in BEFORE_AWARD:
        await lay_out_for_delivery(session, caller, row)
    return row


async def _journal(session: AsyncSession, caller: Caller, row: Delivery, verb: str, *, contract: Contract) -> None:
    readers = await contract_queries.readers(session, contract)
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
