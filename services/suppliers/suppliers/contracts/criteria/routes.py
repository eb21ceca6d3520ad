"""`/v1/contracts/{id}/criteria`: what a tender asked for, and what was agreed later."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Reads
from chassis.pages import Page
from chassis.periods import DayToCome
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import BadCursor, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers import visibility
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.criteria import actions, queries
from suppliers.contracts.criteria.rules import (
    CriterionNotFound,
    OnlyPerformanceChanges,
    PartAwarded,
    PartInherited,
    WeightsExceeded,
    WeightWithoutAward,
)
from suppliers.contracts.criteria.schemas import CriterionIn, CriterionOut, CriterionPatch, CriterionQuery
from suppliers.contracts.criteria.views import criterion_out
from suppliers.contracts.routes import ContractId
from suppliers.contracts.rules import ContractNotFound
from suppliers.permissions import CanReadContracts, CanWriteContracts

router = new_router("/v1/contracts", "criteria")

CriterionId = Annotated[UUID, Path(description="The criterion.")]
CHECKS = (WeightWithoutAward, WeightsExceeded, OnlyPerformanceChanges, DayToCome)


@router.post("/{contract_id}/criteria", status_code=201, responses=raises(ContractNotFound, *CHECKS))
async def record_criterion(
    contract_id: ContractId, body: CriterionIn, caller: CanWriteContracts, session: Session, response: Response
) -> CriterionOut:
    """Record a criterion of the tender, or a performance condition that was agreed later.

    The weights of award criteria are together at most 100.
    """
    row = await actions.record_criterion(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/criteria/{row.id}"
    return criterion_out(row, sees_owners_fields=True)


@router.get(
    "/{contract_id}/criteria", response_model=Page[CriterionOut], responses=raises(ContractNotFound, BadCursor)
)
async def list_criteria(
    contract_id: ContractId,
    caller: CanReadContracts,
    session: Session,
    reads: Reads,
    query: Annotated[CriterionQuery, Query()],
) -> Response:
    """Criteria of a contract, the newest record first; a call-off also has those of its framework."""
    contract = await contract_queries.contract(session, caller, contract_id)
    return await reads.page(queries.CRITERIA, caller, query, {"contract_id": contract.id})


@router.get("/{contract_id}/criteria/{criterion_id}", responses=raises(CriterionNotFound))
async def read_criterion(
    contract_id: ContractId, criterion_id: CriterionId, caller: CanReadContracts, session: Session
) -> CriterionOut:
    """A criterion of a contract."""
    row = await queries.criterion(session, caller, contract_id, criterion_id)
    return criterion_out(row, sees_owners_fields=visibility.sees_owners_fields(caller))


@router.patch(
    "/{contract_id}/criteria/{criterion_id}",
    responses=raises(ContractNotFound, CriterionNotFound, Stale, PreconditionRequired, PartInherited, *CHECKS),
)
async def amend_criterion(
    contract_id: ContractId,
    criterion_id: CriterionId,
    body: CriterionPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> CriterionOut:
    """Correct a criterion, or end it with `ended_on` (JSON Merge Patch, RFC 7396)."""
    row = await actions.amend_criterion(session, caller, (contract_id, criterion_id), body, expected=expected)
    return criterion_out(row, sees_owners_fields=True)


@router.delete(
    "/{contract_id}/criteria/{criterion_id}",
    status_code=204,
    responses=raises(ContractNotFound, CriterionNotFound, PartInherited, PartAwarded),
)
async def delete_criterion(
    contract_id: ContractId,
    criterion_id: CriterionId,
    caller: CanWriteContracts,
    session: Session,
    read: VersionIfSent,
) -> None:
    """Delete a criterion of a tender in preparation. From the award on it can only end."""
    await actions.delete_criterion(session, caller, (contract_id, criterion_id), read=read)
