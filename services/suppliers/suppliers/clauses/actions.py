"""Adding clauses to contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.ids import uuid7
from suppliers.clauses import queries
from suppliers.clauses.rules import UnknownClauseTemplate, check_agreement
from suppliers.clauses.schemas import ClauseIn
from suppliers.clauses.wordings.rules import TemplateStatus
from suppliers.tables import Contract, ContractClause, Wording


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
    session.add_all(_copy(contract, clause) for clause in inherited)
    present = {clause.template for clause in inherited}
    for index, clause in enumerate(clauses):
        row = await _clause(session, contract, clause, pointer=pointer.format(index))
        if row.template not in present:
            present.add(row.template)
            session.add(row)
    await session.flush()


async def _clause(session: AsyncSession, contract: Contract, clause: ClauseIn, *, pointer: str) -> ContractClause:
    """A clause in the latest published version of its template; a copy of the wording, if the buyer wrote it."""
    wording = None
    if clause.template not in queries.current():
        wording = await _own_wording(session, contract.owner_id, clause.template, pointer=f"{pointer}/template")
    template = queries.of_wording(wording) if wording else queries.template(clause.template)
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
        wording=queries.as_data(wording) if wording else None,
    )


async def _own_wording(session: AsyncSession, owner_id: UUID, code: str, *, pointer: str) -> Wording:
    """What the buyer has published under a code; raises UnknownClauseTemplate."""
    wording = await queries.wording(session, owner_id, code, status=TemplateStatus.PUBLISHED)
    if wording is None:
        detail = f'Unknown clause template "{code}"; see GET /v1/clause-templates.'
        raise UnknownClauseTemplate(detail, pointer=pointer)
    return wording


def _copy(contract: Contract, clause: ContractClause) -> ContractClause:
    """The clause of a framework, whosever that is, as a clause of the contract's owner."""
    values = clause.model_dump(exclude={"id", "owner_id", "contract_id", "inherited"})
    return ContractClause(id=uuid7(), owner_id=contract.owner_id, contract_id=contract.id, inherited=True, **values)
