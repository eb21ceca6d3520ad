"""`/v1/contracts/{id}/label-requirements`: labels that a contract asks for, or equivalent ones."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.periods import DayToCome
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers import visibility
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.criteria.rules import PartAwarded, PartInherited
from suppliers.contracts.labels import actions, queries
from suppliers.contracts.labels.rules import EquivalentRefused, LabelRequirementNotFound
from suppliers.contracts.labels.schemas import (
    LabelRequirementIn,
    LabelRequirementList,
    LabelRequirementOut,
    LabelRequirementPatch,
)
from suppliers.contracts.labels.views import requirement_list, requirement_out
from suppliers.contracts.routes import ContractId
from suppliers.contracts.rules import ContractNotFound
from suppliers.label_claims.rules import UnknownLevel
from suppliers.permissions import CanReadContracts, CanWriteContracts

router = new_router("/v1/contracts", "label requirements")

RequirementId = Annotated[UUID, Path(description="The label requirement.")]
CHECKS = (EquivalentRefused, UnknownLevel, DayToCome)


@router.post("/{contract_id}/label-requirements", status_code=201, responses=raises(ContractNotFound, *CHECKS))
async def record_label_requirement(
    contract_id: ContractId,
    body: LabelRequirementIn,
    caller: CanWriteContracts,
    session: Session,
    response: Response,
) -> LabelRequirementOut:
    """Record which labels the contract asks for. A label with equivalent requirements is always accepted."""
    row, contract = await actions.record_requirement(session, caller, contract_id, body)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/label-requirements/{row.id}"
    return requirement_out(row, contract, sees_owners_fields=True)


@router.get("/{contract_id}/label-requirements", responses=raises(ContractNotFound))
async def list_label_requirements(
    contract_id: ContractId, caller: CanReadContracts, session: Session
) -> LabelRequirementList:
    """Label requirements of a contract, the oldest first; a call-off also has those of its framework."""
    contract = await contract_queries.contract(session, caller, contract_id)
    rows = await queries.of_contract(session, contract.id)
    return requirement_list(rows, contract, sees_owners_fields=visibility.sees_owners_fields(caller))


@router.get(
    "/{contract_id}/label-requirements/{requirement_id}",
    responses=raises(ContractNotFound, LabelRequirementNotFound),
)
async def read_label_requirement(
    contract_id: ContractId, requirement_id: RequirementId, caller: CanReadContracts, session: Session
) -> LabelRequirementOut:
    """A label requirement of a contract."""
    contract = await contract_queries.contract(session, caller, contract_id)
    row = await queries.requirement(session, caller, contract_id, requirement_id)
    return requirement_out(row, contract, sees_owners_fields=visibility.sees_owners_fields(caller))


@router.patch(
    "/{contract_id}/label-requirements/{requirement_id}",
    responses=raises(
        ContractNotFound, LabelRequirementNotFound, Stale, PreconditionRequired, PartInherited, *CHECKS
    ),
)
async def amend_label_requirement(
    contract_id: ContractId,
    requirement_id: RequirementId,
    body: LabelRequirementPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
) -> LabelRequirementOut:
    """Correct a label requirement, or end it with `ended_on` (JSON Merge Patch, RFC 7396)."""
    ids = contract_id, requirement_id
    row, contract = await actions.amend_requirement(session, caller, ids, body, expected=expected)
    return requirement_out(row, contract, sees_owners_fields=True)


@router.delete(
    "/{contract_id}/label-requirements/{requirement_id}",
    status_code=204,
    responses=raises(ContractNotFound, LabelRequirementNotFound, PartInherited, PartAwarded),
)
async def delete_label_requirement(
    contract_id: ContractId,
    requirement_id: RequirementId,
    caller: CanWriteContracts,
    session: Session,
    read: VersionIfSent,
) -> None:
    """Delete a label requirement of a tender in preparation. From the award on it can only end."""
    await actions.delete_requirement(session, caller, (contract_id, requirement_id), read=read)
