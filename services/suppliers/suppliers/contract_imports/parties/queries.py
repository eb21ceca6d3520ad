"""Looking for the suppliers that winners may be."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.tables import Contract, ContractImportLot, ContractImportWinner


async def suppliers_of_earlier_notices(
    session: AsyncSession, caller: Caller, *, country: str, numbers: Collection[str]
) -> set[UUID]:
    """The suppliers that the caller's imports, or its contracts since then, name for these numbers."""
    only_winner = (
        select(func.count())
        .where(col(ContractImportWinner.lot_id) == col(ContractImportLot.id))
        .correlate(ContractImportLot)
        .scalar_subquery()
    ) == 1
    supplier = func.coalesce(col(ContractImportWinner.supplier_id), col(Contract.supplier_id))
    statement = (
        select(supplier)
        .select_from(ContractImportWinner)
        .join(ContractImportLot, col(ContractImportLot.id) == col(ContractImportWinner.lot_id))
        .join(Contract, col(Contract.id) == col(ContractImportLot.contract_id))
        .where(
            col(ContractImportWinner.owner_id) == caller.org,
            col(ContractImportWinner.country) == country,
            col(ContractImportWinner.numbers).op("&&")(list(numbers)),
            or_(col(ContractImportWinner.supplier_id).is_not(None), only_winner),
            supplier.is_not(None),
        )
        .distinct()
    )
    return set((await session.exec(statement)).all())
