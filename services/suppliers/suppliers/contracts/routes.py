"""`/v1/contracts`: what a buyer agreed with a supplier; read by the supplier's own organisation too."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.dates import Instant
from chassis.list_routes import Paging, Reads
from chassis.moves import MoveIncomplete
from chassis.paging import Page
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import (
    BadCursor,
    Forbidden,
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
    Unauthenticated,
)
from chassis.routing import new_router
from chassis.text import Line
from chassis.transactions import Session
from suppliers.clauses.rules import AgreementMissing, ClauseIncluded, UnknownClauseTemplate
from suppliers.clauses.schemas import ClauseIn
from suppliers.contracts import actions, queries
from suppliers.contracts.rules import (
    ContractNotFound,
    ContractStatus,
    ObligationsOpen,
    ParentDoesNotFit,
    PeriodIsReversed,
)
from suppliers.contracts.schemas import ContractIn, ContractItem, ContractOut, ContractPatch, ContractTransition
from suppliers.permissions import CanReadContracts, CanWriteContracts
from suppliers.products.rules import ProductCategory
from suppliers.suppliers.rules import SupplierNotFound

router = new_router("/v1/contracts", "contracts")

ContractId = Annotated[UUID, Path(description="The contract.")]


@router.post(
    "",
    status_code=201,
    responses=raises(
        Unauthenticated,
        Forbidden,
        SupplierNotFound,
        ContractNotFound,
        Invalid,
        PeriodIsReversed,
        ParentDoesNotFit,
        UnknownClauseTemplate,
        AgreementMissing,
    ),
)
async def register_contract(
    body: ContractIn, caller: CanWriteContracts, session: Session, response: Response
) -> ContractOut:
    """Register a contract as it stands; its clauses' duties are laid out with their dates."""
    row = await actions.register_contract(session, caller, body)
    response.headers["Location"] = f"/v1/contracts/{row.id}"
    return await queries.shown(session, caller, row)


@router.get("", response_model=Page[ContractItem], responses=raises(Unauthenticated, Forbidden, BadCursor))
async def list_contracts(
    caller: CanReadContracts,
    reads: Reads,
    paging: Paging,
    q: Annotated[Line | None, Query(description="part of the reference, title or supplier's name")] = None,
    status: ContractStatus | None = None,
    supplier_id: UUID | None = None,
    category: ProductCategory | None = None,
    updated_since: Instant | None = None,
) -> Response:
    """Contracts, newest first: a buyer's own, and for a supplier's person those with the buyers it speaks to."""
    filters = {
        "q": q,
        "status": status,
        "supplier_id": supplier_id,
        "category": category,
        "updated_since": updated_since,
    }
    return await reads.page(queries.CONTRACTS, caller, paging, filters)


@router.get("/{contract_id}", responses=raises(Unauthenticated, Forbidden, ContractNotFound))
async def read_contract(contract_id: ContractId, caller: CanReadContracts, session: Session) -> ContractOut:
    """One contract as it stands today."""
    return await queries.shown(session, caller, await queries.contract(session, caller, contract_id))


@router.patch(
    "/{contract_id}",
    responses=raises(
        Unauthenticated, Forbidden, ContractNotFound, Stale, PreconditionRequired, Invalid, PeriodIsReversed
    ),
)
async def amend_contract(
    contract_id: ContractId,
    body: ContractPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> ContractOut:
    """Correct a contract's record (RFC 7396); duties nobody has touched move with its dates."""
    row = await actions.amend_contract(session, caller, contract_id, body, expected)
    return await queries.shown(session, caller, row)


@router.post(
    "/{contract_id}/transitions",
    responses=raises(
        Unauthenticated,
        Forbidden,
        ContractNotFound,
        IllegalTransition,
        MoveIncomplete,
        PeriodIsReversed,
        ObligationsOpen,
    ),
)
async def move_contract(
    contract_id: ContractId, body: ContractTransition, caller: CanWriteContracts, session: Session
) -> ContractOut:
    """Tender, award, extend, terminate, close; starting and expiring are the calendar's."""
    row = await actions.move_contract(session, caller, contract_id, body)
    return await queries.shown(session, caller, row)


@router.post(
    "/{contract_id}/clauses",
    status_code=201,
    responses=raises(
        Unauthenticated, Forbidden, ContractNotFound, UnknownClauseTemplate, AgreementMissing, ClauseIncluded
    ),
)
async def include_clause(
    contract_id: ContractId, body: ClauseIn, caller: CanWriteContracts, session: Session
) -> ContractOut:
    """Put another clause into a contract; its duties count from the day of the agreement."""
    row = await actions.include_clause(session, caller, contract_id, body)
    return await queries.shown(session, caller, row)
