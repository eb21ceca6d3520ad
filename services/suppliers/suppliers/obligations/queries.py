"""Reading obligations."""

from uuid import UUID

from sqlalchemy import exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.clauses.rules import ObligationType, Recurrence
from suppliers.obligations.rules import ObligationNotFound, ObligationStatus
from suppliers.tables import Contract, Delivery, Obligation
from suppliers.tables.states import contract_runs

ORDER = (col(Obligation.due_at), col(Obligation.type), col(Obligation.id))


async def obligations(
    session: AsyncSession, contract_id: UUID, *, duty_type: str | None = None
) -> list[Obligation]:
    """A contract's obligations, earliest due first."""
    statement = select(Obligation).where(col(Obligation.contract_id) == contract_id)
    if duty_type is not None:
        statement = statement.where(col(Obligation.type) == duty_type)
    return list((await session.exec(statement.order_by(*ORDER))).all())


async def obligation(
    session: AsyncSession, contract_id: UUID, obligation_id: UUID, *, lock: bool = False
) -> Obligation:
    """Raises ObligationNotFound."""
    statement = select(Obligation).where(
        col(Obligation.id) == obligation_id, col(Obligation.contract_id) == contract_id
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = (await session.exec(statement)).first()
    if row is None:
        raise ObligationNotFound
    return row


async def obligations_of_delivery(session: AsyncSession, delivery: Delivery) -> list[Obligation]:
    """The obligations that a delivery brought."""
    of_contract = col(Obligation.contract_id) == delivery.contract_id
    statement = select(Obligation).where(of_contract, col(Obligation.delivery_id) == delivery.id).order_by(*ORDER)
    return list((await session.exec(statement)).all())


async def deliveries(session: AsyncSession, contract_id: UUID) -> list[Delivery]:
    """A contract's deliveries, in the order in which they were recorded."""
    statement = select(Delivery).where(col(Delivery.contract_id) == contract_id)
    return list((await session.exec(statement.order_by(col(Delivery.id)))).all())


async def next_instance(session: AsyncSession, clause_id: UUID, duty_type: str, recurrence: Recurrence) -> int:
    """The number of the next instance of a duty."""
    statement = select(func.max(col(Obligation.instance))).where(
        col(Obligation.clause_id) == clause_id,
        col(Obligation.type) == duty_type,
        col(Obligation.recurrence) == recurrence,
    )
    last = (await session.exec(statement)).one()
    return 0 if last is None else last + 1


async def is_breached(session: AsyncSession, contract_id: UUID, obligation_id: UUID) -> bool:
    """Whether an obligation of this contract was declared a breach."""
    statement = select(Obligation.id).where(
        col(Obligation.id) == obligation_id,
        col(Obligation.contract_id) == contract_id,
        col(Obligation.status) == ObligationStatus.BREACHED,
    )
    return (await session.exec(statement)).first() is not None


async def contact_obligations(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[Obligation]:
    """The obligations to name a contact in all contracts of a buyer with a supplier."""
    statement = (
        select(Obligation)
        .join(Contract, col(Contract.id) == col(Obligation.contract_id))
        .where(
            col(Contract.owner_id) == buyer_id,
            col(Contract.supplier_id) == supplier_id,
            col(Obligation.type) == ObligationType.CONTACT,
        )
        .order_by(col(Obligation.contract_id), *ORDER)
    )
    return list((await session.exec(statement)).all())


async def running_contracts_with_contact(
    session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID
) -> list[tuple[UUID, int]]:
    """Running contracts that require a contact, with the working days in which a new one must be named."""
    required = exists().where(
        col(Obligation.contract_id) == col(Contract.id), col(Obligation.type) == ObligationType.CONTACT
    )
    statement = (
        select(Contract.id, Contract.contact_replacement_days)
        .where(
            col(Contract.owner_id) == buyer_id,
            col(Contract.supplier_id) == supplier_id,
            contract_runs(),
            required,
        )
        .order_by(col(Contract.id))
    )
    return [(contract_id, days) for contract_id, days in (await session.exec(statement)).all()]
