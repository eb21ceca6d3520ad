"""`/v1/contracts/{id}/clauses/{id}`: a clause as it is in a contract, with the deadlines that were agreed."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.callers import Caller
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers import visibility
from suppliers.clauses import queries as clause_queries
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.routes import ContractId
from suppliers.contracts.rules import ContractNotFound
from suppliers.contracts.terms import actions, queries
from suppliers.contracts.terms.rules import ClauseInherited, ClauseNotFound, TermsNotAgreed, UnknownDuty
from suppliers.contracts.terms.schemas import ClausePatch, ContractClauseOut
from suppliers.contracts.terms.views import contract_clause_out
from suppliers.permissions import CanReadContracts, CanWriteContracts
from suppliers.tables import Contract, ContractClause

router = new_router("/v1/contracts", "contracts")

ClauseId = Annotated[UUID, Path(description="The clause in this contract.")]


def _answer(caller: Caller, contract: Contract, clause: ContractClause) -> ContractClauseOut:
    version = contract.version if visibility.sees_owners_fields(caller) else contract.shared_version
    return contract_clause_out(
        clause, clause_queries.template_of(clause).title, clause_queries.duties(clause), version=version
    )


@router.get("/{contract_id}/clauses/{clause_id}", responses=raises(ContractNotFound, ClauseNotFound))
async def read_contract_clause(
    contract_id: ContractId, clause_id: ClauseId, caller: CanReadContracts, session: Session
) -> ContractClauseOut:
    """A clause of a contract with its duties and the deadlines that apply in this contract."""
    contract = await contract_queries.contract(session, caller, contract_id)
    return _answer(caller, contract, await queries.clause(session, contract_id, clause_id))


@router.patch(
    "/{contract_id}/clauses/{clause_id}",
    responses=raises(
        ContractNotFound,
        ClauseNotFound,
        Stale,
        PreconditionRequired,
        Invalid,
        ClauseInherited,
        UnknownDuty,
        TermsNotAgreed,
    ),
)
async def amend_contract_clause(
    contract_id: ContractId,
    clause_id: ClauseId,
    body: ClausePatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> ContractClauseOut:
    """Set other deadlines, days of grace or of notice for duties of a clause in this contract.

    After the award this takes the agreement of both parties, with its day. Obligations on which nobody has worked
    yet get the new dates.
    """
    contract, clause = await actions.amend_clause(
        session, caller, (contract_id, clause_id), body, expected=expected
    )
    return _answer(caller, contract, clause)
