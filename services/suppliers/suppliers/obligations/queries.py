"""Reading obligations and the state they have today."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from suppliers.obligations.rules import (
    CONTACT,
    OPEN,
    ObligationNotFound,
    ObligationStatus,
    Vacancy,
    obligation_state,
    vacant_state,
)
from suppliers.tables import Contract, Obligation
from suppliers.tables.states import contract_runs

ORDER = (col(Obligation.due_at), col(Obligation.type), col(Obligation.id))


@dataclass(frozen=True, slots=True)
class ObligationToday:
    """The state and the due date of an obligation today."""

    status: ObligationStatus
    due_at: date
    is_vacant: bool


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
            col(Obligation.type) == CONTACT,
        )
        .order_by(col(Obligation.contract_id), *ORDER)
    )
    return list((await session.exec(statement)).all())


async def running_contracts_with_contact(
    session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID
) -> list[tuple[UUID, int]]:
    """Running contracts that require a contact, with the working days in which a new one must be named."""
    required = exists().where(col(Obligation.contract_id) == col(Contract.id), col(Obligation.type) == CONTACT)
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


async def requires_contact(session: AsyncSession, contract_id: UUID) -> bool:
    """Whether a clause of the contract asks the supplier to name a contact."""
    required = exists().where(col(Obligation.contract_id) == contract_id, col(Obligation.type) == CONTACT)
    return (await session.exec(select(required))).one()


async def unsettled(session: AsyncSession, contract_id: UUID, vacancy: Vacancy | None) -> list[UUID]:
    """Obligations that are due, overdue or being assessed today."""
    states = [(row.id, state_today(row, vacancy).status) for row in await obligations(session, contract_id)]
    return [row_id for row_id, status in states if status in OPEN and status is not ObligationStatus.SCHEDULED]


def state_today(row: Obligation, vacancy: Vacancy | None) -> ObligationToday:
    """The obligation's state and due date today; `vacancy` is that of its contract."""
    if row.type == CONTACT and vacancy is not None:
        status, due_at = vacant_state(
            row.status,
            row.due_at,
            grace_days=row.grace_days,
            replace_by=vacancy.replace_by,
            today=today(),
        )
        return ObligationToday(status, due_at, is_vacant=True)
    status = obligation_state(
        row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=today()
    )
    return ObligationToday(status, row.due_at, is_vacant=False)
