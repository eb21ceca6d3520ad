"""Adding clauses to contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.ids import uuid7
from suppliers.clauses import queries
from suppliers.clauses.rules import ClauseTemplate, check_agreement
from suppliers.clauses.schemas import ClauseIn
from suppliers.tables import ContractClause

ChosenClause = tuple[ClauseIn, ClauseTemplate]


def choose(clauses: Sequence[ClauseIn], *, pointer: str = "/clauses/{}") -> list[ChosenClause]:
    """Each clause with the latest version of its template; raises UnknownClauseTemplate, AgreementMissing."""
    chosen = []
    for index, clause in enumerate(clauses):
        place = pointer.format(index)
        template = queries.named(clause.template, pointer=f"{place}/template")
        check_agreement(clause.included_at, clause.agreed_on, pointer=place)
        chosen.append((clause, template))
    return chosen


async def add_clauses(
    session: AsyncSession,
    contract_id: UUID,
    owner_id: UUID,
    chosen: Sequence[ChosenClause],
    *,
    inherited: Sequence[ContractClause] = (),
) -> None:
    """Add a framework's clauses in the versions it has, and the chosen ones that are not among them."""
    session.add_all(_copy(contract_id, clause) for clause in inherited)
    present = {clause.template for clause in inherited}
    for clause, template in chosen:
        if template.code not in present:
            present.add(template.code)
            session.add(_clause(contract_id, owner_id, clause, template))
    await session.flush()


def _clause(contract_id: UUID, owner_id: UUID, clause: ClauseIn, template: ClauseTemplate) -> ContractClause:
    return ContractClause(
        id=uuid7(),
        owner_id=owner_id,
        contract_id=contract_id,
        template=template.code,
        template_version=template.version,
        kind=template.kind,
        included_at=clause.included_at,
        agreed_on=clause.agreed_on,
    )


def _copy(contract_id: UUID, clause: ContractClause) -> ContractClause:
    values = clause.model_dump(exclude={"id", "contract_id", "inherited"})
    return ContractClause(id=uuid7(), contract_id=contract_id, inherited=True, **values)
