"""Reading obligations."""

from uuid import UUID

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.clauses.rules import ObligationType
from suppliers.obligations.rules import ObligationNotFound
from suppliers.tables import Contract, Obligation
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
