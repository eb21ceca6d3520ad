"""`/v1/contracts/{id}/obligations`: the duties of a contract's clauses, when they are due and how they were met."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from chassis.moves import MoveIncomplete
from chassis.problem_documents import raises
from chassis.problems import Forbidden, IllegalTransition, Unauthenticated
from chassis.routing import new_router
from chassis.text import Code
from chassis.transactions import Session
from suppliers.contracts import queries as contracts
from suppliers.contracts.rules import ContractNotFound
from suppliers.obligations import actions, queries
from suppliers.obligations.rules import NoDueDiligenceAlternative, ObligationNotFound
from suppliers.obligations.schemas import ObligationList, ObligationOut, ObligationTransition
from suppliers.permissions import CanReadContracts, CanWorkOnObligations

router = new_router("/v1/contracts", "obligations")

ContractId = Annotated[UUID, Path(description="The contract.")]
ObligationId = Annotated[UUID, Path(description="The obligation.")]


@router.get("/{contract_id}/obligations", responses=raises(Unauthenticated, Forbidden, ContractNotFound))
async def list_obligations(
    contract_id: ContractId,
    caller: CanReadContracts,
    session: Session,
    type: Annotated[Code | None, Query(description="a code of the list `obligation_types`")] = None,
) -> ObligationList:
    """A contract's obligations as they stand today, earliest due first."""
    contract = await contracts.contract(session, caller, contract_id)
    rows = await queries.obligations(session, contract.id, kind=type)
    return ObligationList(items=queries.listed(rows, contract, await contracts.post_of(session, contract)))


@router.get(
    "/{contract_id}/obligations/{obligation_id}",
    responses=raises(Unauthenticated, Forbidden, ContractNotFound, ObligationNotFound),
)
async def read_obligation(
    contract_id: ContractId, obligation_id: ObligationId, caller: CanReadContracts, session: Session
) -> ObligationOut:
    """One obligation as it stands today."""
    contract = await contracts.contract(session, caller, contract_id)
    row = await queries.obligation(session, contract.id, obligation_id)
    return queries.shown(row, contract, await contracts.post_of(session, contract), caller)


@router.post(
    "/{contract_id}/obligations/{obligation_id}/transitions",
    responses=raises(
        Unauthenticated,
        Forbidden,
        ContractNotFound,
        ObligationNotFound,
        IllegalTransition,
        MoveIncomplete,
        NoDueDiligenceAlternative,
    ),
)
async def move_obligation(
    contract_id: ContractId,
    obligation_id: ObligationId,
    body: ObligationTransition,
    caller: CanWorkOnObligations,
    session: Session,
) -> ObligationOut:
    """Hand in (the supplier), judge (the buyer's officer), declare a breach or waive (the buyer's manager)."""
    contract = await contracts.contract(session, caller, contract_id)
    row = await actions.move_obligation(session, caller, contract, obligation_id, body)
    return queries.shown(row, contract, await contracts.post_of(session, contract), caller)
