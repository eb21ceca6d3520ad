"""Reading frameworks of others, and the contracts that a new one can be a part of."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import join
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals, holds
from chassis.rows import find
from suppliers import visibility
from suppliers.clauses import queries as clause_queries
from suppliers.contracts.criteria import queries as criteria_queries
from suppliers.contracts.frameworks.rules import FrameworkNotFound
from suppliers.contracts.frameworks.schemas import FrameworkQuery
from suppliers.contracts.labels import queries as label_queries
from suppliers.contracts.rules import ContractNotFound
from suppliers.tables import Contract, ContractClause, ContractCriterion, LabelRequirement, Supplier
from suppliers.tables.states import contract_status

STATUS = contract_status()

FRAMEWORKS = Listing(
    name="frameworks",
    columns=(
        col(Contract.id),
        col(Contract.shared_version).label("version"),
        col(Contract.created_at),
        col(Contract.shared_at).label("updated_at"),
        col(Contract.owner_id).label("central_body_id"),
        col(Contract.supplier_id),
        col(Supplier.name).label("supplier_name"),
        col(Contract.reference),
        col(Contract.title),
        col(Contract.model),
        col(Contract.brands),
        col(Contract.product_categories),
        col(Contract.starts_on).label("start"),
        col(Contract.ends_on).label("end"),
        STATUS.label("status"),
    ),
    key=col(Contract.id),
    visible=visibility.FRAMEWORKS,
    query=FrameworkQuery,
    filters={
        "q": contains(col(Contract.reference), col(Contract.title), col(Supplier.name)),
        "status": equals(STATUS),
        "supplier_id": equals(col(Contract.supplier_id)),
        "category": holds(col(Contract.product_categories)),
    },
    source=join(Contract, Supplier, col(Contract.supplier_id) == col(Supplier.id)),
)


class FrameworkParts(NamedTuple):
    """What is read for an answer about one framework, beside its row."""

    supplier_name: str
    clauses: Sequence[ContractClause]
    criteria: Sequence[ContractCriterion]
    label_requirements: Sequence[LabelRequirement]


async def framework(session: AsyncSession, caller: Caller, framework_id: UUID) -> Contract:
    """A framework of another organisation under which the caller may order; raises FrameworkNotFound."""
    return await find(
        session, Contract, framework_id, caller, visible=visibility.FRAMEWORKS, missing=FrameworkNotFound
    )


async def parent(session: AsyncSession, caller: Caller, contract_id: UUID) -> Contract:
    """A contract of the caller, or a framework under which it may order; raises ContractNotFound."""
    return await find(session, Contract, contract_id, caller, visible=visibility.PARENTS, missing=ContractNotFound)


async def parts(session: AsyncSession, row: Contract) -> FrameworkParts:
    """What an answer shows of a framework, beside its row."""
    statement = select(Supplier.name).where(col(Supplier.id) == row.contractor)
    return FrameworkParts(
        supplier_name=(await session.exec(statement)).one(),
        clauses=await clause_queries.clauses(session, row.id),
        criteria=await criteria_queries.of_contract(session, row.id),
        label_requirements=await label_queries.of_contract(session, row.id),
    )
