"""`/v1/contracts/{id}/deliveries`: which products were delivered, when and how many."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Reads
from chassis.pages import Page
from chassis.periods import PeriodReversed
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import BadCursor, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.drafts.rules import ContractIsDraft
from suppliers.contracts.rules import ContractNotFound, OutsideContract
from suppliers.deliveries import actions, queries
from suppliers.deliveries.rules import DeliveryNotFound
from suppliers.deliveries.schemas import DeliveryIn, DeliveryOut, DeliveryPatch, DeliveryQuery
from suppliers.deliveries.views import delivery_out
from suppliers.permissions import CanReadContracts, CanWriteContracts
from suppliers.products.rules import ProductNotFound

router = new_router("/v1/contracts", "deliveries")

ContractId = Annotated[UUID, Path(description="The contract.")]
DeliveryId = Annotated[UUID, Path(description="The delivery.")]


@router.post(
    "/{contract_id}/deliveries",
    status_code=201,
    responses=raises(ContractNotFound, ProductNotFound, PeriodReversed, OutsideContract, ContractIsDraft),
)
async def record_delivery(
    contract_id: ContractId, body: DeliveryIn, caller: CanWriteContracts, session: Session, response: Response
) -> DeliveryOut:
    """Record a delivery. From the award on, the contract's supplier is then listed as selling the product."""
    row = await actions.record_delivery(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/deliveries/{row.id}"
    return delivery_out(row)


@router.get(
    "/{contract_id}/deliveries",
    response_model=Page[DeliveryOut],
    responses=raises(ContractNotFound, BadCursor),
)
async def list_deliveries(
    contract_id: ContractId,
    caller: CanReadContracts,
    session: Session,
    reads: Reads,
    query: Annotated[DeliveryQuery, Query()],
) -> Response:
    """Deliveries under a contract, newest first."""
    contract = await contract_queries.contract(session, caller, contract_id)
    return await reads.page(queries.DELIVERIES, caller, query, {"contract_id": contract.id})


@router.get(
    "/{contract_id}/deliveries/{delivery_id}",
    responses=raises(DeliveryNotFound),
)
async def read_delivery(
    contract_id: ContractId, delivery_id: DeliveryId, caller: CanReadContracts, session: Session
) -> DeliveryOut:
    """A delivery."""
    return delivery_out(await queries.delivery(session, caller, contract_id, delivery_id))


@router.patch(
    "/{contract_id}/deliveries/{delivery_id}",
    responses=raises(
        ContractNotFound,
        DeliveryNotFound,
        Stale,
        PreconditionRequired,
        PeriodReversed,
        OutsideContract,
        ContractIsDraft,
    ),
)
async def amend_delivery(
    contract_id: ContractId,
    delivery_id: DeliveryId,
    body: DeliveryPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> DeliveryOut:
    """Change a delivery (JSON Merge Patch, RFC 7396)."""
    row = await actions.amend_delivery(session, caller, (contract_id, delivery_id), body, expected=expected)
    return delivery_out(row)
