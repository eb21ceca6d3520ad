"""Reading criteria."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Text, cast
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.contracts.criteria.rules import CriterionNotFound
from suppliers.contracts.criteria.schemas import CriterionQuery
from suppliers.tables import ContractCriterion

CRITERIA = Listing(
    name="contract_criteria",
    columns=(
        col(ContractCriterion.id),
        visibility.as_readers_count(ContractCriterion, "version", "shared_version"),
        col(ContractCriterion.created_at),
        visibility.as_readers_count(ContractCriterion, "updated_at", "shared_at"),
        col(ContractCriterion.contract_id),
        col(ContractCriterion.topic),
        col(ContractCriterion.domain),
        col(ContractCriterion.role),
        col(ContractCriterion.strength),
        col(ContractCriterion.verification_subject),
        cast(col(ContractCriterion.weight_pct), Text).label("weight_pct"),
        col(ContractCriterion.wording),
        col(ContractCriterion.source),
        col(ContractCriterion.agreed_on),
        col(ContractCriterion.ended_on),
        col(ContractCriterion.inherited),
    ),
    key=col(ContractCriterion.id),
    visible=visibility.CRITERIA,
    query=CriterionQuery,
    filters={
        "topic": equals(col(ContractCriterion.topic)),
        "domain": equals(col(ContractCriterion.domain)),
        "role": equals(col(ContractCriterion.role)),
    },
    within={"contract_id": equals(col(ContractCriterion.contract_id))},
)


async def criterion(
    session: AsyncSession, caller: Caller, contract_id: UUID, criterion_id: UUID, *, lock: bool = False
) -> ContractCriterion:
    """Raises CriterionNotFound."""
    row = await find(
        session,
        ContractCriterion,
        criterion_id,
        caller,
        visible=visibility.CRITERIA,
        lock=lock,
        missing=CriterionNotFound,
    )
    if row.contract_id != contract_id:
        raise CriterionNotFound
    return row


async def of_contract(session: AsyncSession, contract_id: UUID) -> Sequence[ContractCriterion]:
    """All criteria of a contract, in the order in which they were recorded."""
    statement = select(ContractCriterion).where(col(ContractCriterion.contract_id) == contract_id)
    return (await session.exec(statement.order_by(col(ContractCriterion.id)))).all()


async def weights(session: AsyncSession, contract_id: UUID, *, but: UUID | None = None) -> list[Decimal]:
    """The weights of a contract's own award criteria, without one of them."""
    return [
        row.weight_pct
        for row in await of_contract(session, contract_id)
        if row.weight_pct is not None and not row.inherited and row.id != but
    ]
