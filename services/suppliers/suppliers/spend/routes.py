"""`/v1/contracts/{id}/spend`: what was spent under a contract; only the buyer sees it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.clock import today
from chassis.dates import Day
from chassis.list_routes import Reads
from chassis.pages import Page
from chassis.periods import PeriodReversed
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Invalid, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.drafts.rules import ContractIsDraft
from suppliers.contracts.rules import ContractNotFound, OutsideContract
from suppliers.permissions import CanReadSpend, CanWriteContracts
from suppliers.spend import actions, queries
from suppliers.spend.history.rules import AsOfInFuture, known_until
from suppliers.spend.rules import PeriodNotOver, PeriodsOverlap, SpendNotFound
from suppliers.spend.schemas import SpendIn, SpendOut, SpendPatch, SpendQuery, SpendTotals
from suppliers.spend.views import spend_out, totals_out

router = new_router("/v1/contracts", "spend")

ContractId = Annotated[UUID, Path(description="The contract.")]
SpendId = Annotated[UUID, Path(description="The record of spend.")]


@router.post(
    "/{contract_id}/spend",
    status_code=201,
    responses=raises(
        ContractNotFound,
        Invalid,
        PeriodReversed,
        OutsideContract,
        PeriodNotOver,
        ContractIsDraft,
        PeriodsOverlap,
    ),
)
async def record_spend(
    contract_id: ContractId, body: SpendIn, caller: CanWriteContracts, session: Session, response: Response
) -> SpendOut:
    """Record spend in a period. Periods of the same kind may not overlap."""
    row = await actions.record_spend(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/spend/{row.id}"
    return spend_out(row)


@router.get(
    "/{contract_id}/spend",
    response_model=Page[SpendOut],
    responses=raises(ContractNotFound, BadCursor),
)
async def list_spend(
    contract_id: ContractId,
    caller: CanReadSpend,
    session: Session,
    reads: Reads,
    query: Annotated[SpendQuery, Query()],
) -> Response:
    """Spend under a contract, newest record first."""
    contract = await contract_queries.contract(session, caller, contract_id)
    return await reads.page(queries.SPEND, caller, query, {"contract_id": contract.id})


@router.get("/{contract_id}/spend/totals", responses=raises(ContractNotFound, AsOfInFuture))
async def total_spend(
    contract_id: ContractId,
    caller: CanReadSpend,
    session: Session,
    as_of: Annotated[Day | None, Query(description="Count what was known at the end of this day (UTC).")] = None,
) -> SpendTotals:
    """Exact totals of the complete periods. Incomplete periods are counted, not extrapolated."""
    contract = await contract_queries.contract(session, caller, contract_id)
    day = known_until(as_of, today=today())
    return totals_out(await queries.totals_of(session, caller, contract.id, day))


@router.get("/{contract_id}/spend/{spend_id}", responses=raises(SpendNotFound))
async def read_spend(
    contract_id: ContractId, spend_id: SpendId, caller: CanReadSpend, session: Session
) -> SpendOut:
    """A record of spend."""
    return spend_out(await queries.spend(session, caller, contract_id, spend_id))


@router.patch(
    "/{contract_id}/spend/{spend_id}",
    responses=raises(
        ContractNotFound,
        SpendNotFound,
        Stale,
        PreconditionRequired,
        PeriodReversed,
        OutsideContract,
        PeriodNotOver,
        ContractIsDraft,
        PeriodsOverlap,
    ),
)
async def amend_spend(
    contract_id: ContractId,
    spend_id: SpendId,
    body: SpendPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> SpendOut:
    """Change a record of spend (JSON Merge Patch, RFC 7396)."""
    return spend_out(await actions.amend_spend(session, caller, (contract_id, spend_id), body, expected=expected))
