"""`/v1/contracts/{id}/life-cycle-costs`: what each offer costs over the years; only the buyer sees it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.costs import actions, queries
from suppliers.contracts.costs.rules import LifeCycleCostNotFound, NegativeCost, OfferRecorded, YearOutside
from suppliers.contracts.costs.schemas import (
    LifeCycleCostIn,
    LifeCycleCostList,
    LifeCycleCostOut,
    LifeCycleCostPatch,
)
from suppliers.contracts.costs.views import cost_list, cost_out
from suppliers.contracts.routes import ContractId
from suppliers.contracts.rules import ContractNotFound
from suppliers.permissions import CanReadSpend, CanWriteContracts

router = new_router("/v1/contracts", "life-cycle costs")

CostId = Annotated[UUID, Path(description="The record of life-cycle costs.")]
CHECKS = (YearOutside, NegativeCost, OfferRecorded)


@router.post("/{contract_id}/life-cycle-costs", status_code=201, responses=raises(ContractNotFound, *CHECKS))
async def record_life_cycle_costs(
    contract_id: ContractId, body: LifeCycleCostIn, caller: CanWriteContracts, session: Session, response: Response
) -> LifeCycleCostOut:
    """Record what an offer costs over the years of its use; the answer has the sums. Nothing is discounted."""
    row = await actions.record_costs(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/life-cycle-costs/{row.id}"
    return cost_out(row)


@router.get("/{contract_id}/life-cycle-costs", responses=raises(ContractNotFound))
async def list_life_cycle_costs(
    contract_id: ContractId, caller: CanReadSpend, session: Session
) -> LifeCycleCostList:
    """The offers for a contract with their life-cycle costs; only the buyer sees them."""
    contract = await contract_queries.contract(session, caller, contract_id)
    return cost_list(await queries.of_contract(session, contract.id))


@router.get("/{contract_id}/life-cycle-costs/{cost_id}", responses=raises(LifeCycleCostNotFound))
async def read_life_cycle_costs(
    contract_id: ContractId, cost_id: CostId, caller: CanReadSpend, session: Session
) -> LifeCycleCostOut:
    """The life-cycle costs of an offer, with their sums."""
    return cost_out(await queries.cost(session, caller, contract_id, cost_id))


@router.patch(
    "/{contract_id}/life-cycle-costs/{cost_id}",
    responses=raises(ContractNotFound, LifeCycleCostNotFound, Stale, PreconditionRequired, *CHECKS),
)
async def amend_life_cycle_costs(
    contract_id: ContractId,
    cost_id: CostId,
    body: LifeCycleCostPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> LifeCycleCostOut:
    """Correct the life-cycle costs of an offer (JSON Merge Patch, RFC 7396)."""
    return cost_out(await actions.amend_costs(session, caller, (contract_id, cost_id), body, expected=expected))
