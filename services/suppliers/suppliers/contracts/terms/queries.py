"""Reading a clause of a contract."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.contracts.terms.rules import ClauseNotFound
from suppliers.tables import ContractClause


async def clause(session: AsyncSession, contract_id: UUID, clause_id: UUID) -> ContractClause:
    """Raises ClauseNotFound."""
    statement = select(ContractClause).where(
        col(ContractClause.id) == clause_id, col(ContractClause.contract_id) == contract_id
    )
    row = (await session.exec(statement)).first()
    if row is None:
        raise ClauseNotFound
    return row
