"""Adding clauses to contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.ids import uuid7
from suppliers.clauses import queries
from suppliers.clauses.rules import UnknownClauseTemplate, check_agreement
from suppliers.clauses.schemas import ClauseIn
from suppliers.tables import Contract, ContractClause


async def add_clauses(
    session: AsyncSession,
    contract: Contract,
    clauses: Sequence[ClauseIn],
    *,
    inherited: Sequence[ContractClause] = (),
    pointer: str = "/clauses/{}",
) -> None:
    """Add a framework's clauses in the versions it has, and those given that are not among them.

    Raises UnknownClauseTemplate, AgreementMissing, pointing at `pointer` with the place of the clause.
    """
    session.add_all(_copy(contract.id, clause) for clause in inherited)
    present = {clause.template for clause in inherited}
    for index, clause in enumerate(clauses):
        row = _clause(contract, clause, pointer=pointer.format(index))
        if row.template not in present:
            present.add(row.template)
            session.add(row)
    await session.flush()


def _clause(contract: Contract, clause: ClauseIn, *, pointer: str) -> ContractClause:
    """A clause in the latest version of its template."""
    template = queries.current().get(clause.template)
    if template is None:
        detail = f'Unknown clause template "{clause.template}"; see GET /v1/clause-templates.'
        raise UnknownClauseTemplate(detail, pointer=f"{pointer}/template")
    check_agreement(clause.included_at, clause.agreed_on, pointer=pointer)
    return ContractClause(
        id=uuid7(),
        owner_id=contract.owner_id,
        contract_id=contract.id,
        template=template.code,
        template_version=template.version,
        kind=template.kind,
        included_at=clause.included_at,
        agreed_on=clause.agreed_on,
    )


def _copy(contract_id: UUID, clause: ContractClause) -> ContractClause:
    values = clause.model_dump(exclude={"id", "contract_id", "inherited"})
    return ContractClause(id=uuid7(), contract_id=contract_id, inherited=True, **values)
