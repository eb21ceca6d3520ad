"""`/v1/contracts`: what a buyer agreed with a supplier, with the obligations of its clauses."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.callers import Caller
from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.periods import DayToCome, PeriodReversed
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers import visibility
from suppliers.clauses.rules import (
    AgreementMissing,
    ClauseAfterAward,
    ClauseIncluded,
    UnknownClauseTemplate,
)
from suppliers.clauses.schemas import ClauseIn
from suppliers.contacts.rules import ContactNotFound
from suppliers.contracts import actions, queries
from suppliers.contracts.drafts.rules import ContractIncomplete, ContractIsDraft, SupplierIsSet
from suppliers.contracts.frameworks.rules import NotAFramework, WrongCentralBody
from suppliers.contracts.rules import (
    ContractNotFound,
    MaxEndExceeded,
    NotAClauseContact,
    ObligationsOpen,
    OutsideContract,
    ParentDoesNotFit,
    ReferenceUsed,
    UnknownMonitor,
)
from suppliers.contracts.schemas import (
    ContractIn,
    ContractItem,
    ContractOut,
    ContractPatch,
    ContractQuery,
    ContractTransition,
)
from suppliers.contracts.views import contract_out
from suppliers.permissions import CanReadContracts, CanWriteContracts
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import Contract

router = new_router("/v1/contracts", "contracts")

ContractId = Annotated[UUID, Path(description="The contract.")]
AllowDuplicate = Annotated[bool, Query(description="Go on even if another contract of yours has the reference.")]
ObligationId = Annotated[UUID, Path(description="The obligation.")]


async def _answer(session: Session, caller: Caller, row: Contract) -> ContractOut:
    day = today()
    details = await queries.details(session, row, day)
    return contract_out(row, details, caller, sees_owners_fields=visibility.sees_owners_fields(caller), today=day)


@router.post(
    "",
    status_code=201,
    responses=raises(
        SupplierNotFound,
        ContractNotFound,
        Invalid,
        PeriodReversed,
        DayToCome,
        MaxEndExceeded,
        ParentDoesNotFit,
        OutsideContract,
        ContractIsDraft,
        NotAFramework,
        WrongCentralBody,
        UnknownMonitor,
        ReferenceUsed,
        UnknownClauseTemplate,
        AgreementMissing,
    ),
)
async def register_contract(
    body: ContractIn,
    caller: CanWriteContracts,
    session: Session,
    response: Response,
    allow_duplicate: AllowDuplicate = False,
) -> ContractOut:
    """Register a contract in the state it has now.

    The obligations of its clauses are created with their due dates.
    """
    row = await actions.register_contract(session, caller, body, allow_duplicate=allow_duplicate)
    response.headers["Location"] = f"/v1/contracts/{row.id}"
    return await _answer(session, caller, row)


@list_route(router, "", item=ContractItem)
async def list_contracts(caller: CanReadContracts, reads: Reads, query: ContractQuery) -> Response:
    """Contracts, newest first. Buyers see their own, suppliers those with the buyers they are linked with."""
    return await reads.page(queries.CONTRACTS, caller, query)


@router.get("/{contract_id}", responses=raises(ContractNotFound))
async def read_contract(contract_id: ContractId, caller: CanReadContracts, session: Session) -> ContractOut:
    """A contract in its state today."""
    return await _answer(session, caller, await queries.contract(session, caller, contract_id))


@router.patch(
    "/{contract_id}",
    responses=raises(
        ContractNotFound,
        SupplierNotFound,
        SupplierIsSet,
        Stale,
        PreconditionRequired,
        Invalid,
        PeriodReversed,
        DayToCome,
        MaxEndExceeded,
        ParentDoesNotFit,
        OutsideContract,
        NotAFramework,
        WrongCentralBody,
        UnknownMonitor,
        ContactNotFound,
        NotAClauseContact,
        ReferenceUsed,
    ),
)
async def amend_contract(
    contract_id: ContractId,
    body: ContractPatch,
    caller: CanWriteContracts,
    session: Session,
    expected: ExpectedVersion,
    allow_duplicate: AllowDuplicate = False,
) -> ContractOut:
    """Change a contract (JSON Merge Patch, RFC 7396). Due dates of obligations without any work move along."""
    row = await actions.amend_contract(
        session, caller, contract_id, body, expected=expected, allow_duplicate=allow_duplicate
    )
    return await _answer(session, caller, row)


@router.post(
    "/{contract_id}/transitions",
    responses=raises(
        ContractNotFound,
        ContractIncomplete,
        IllegalTransition,
        MoveIncomplete,
        PeriodReversed,
        DayToCome,
        MaxEndExceeded,
        ObligationsOpen,
    ),
)
async def move_contract(
    contract_id: ContractId,
    body: ContractTransition,
    caller: CanWriteContracts,
    session: Session,
    read: VersionIfSent,
) -> ContractOut:
    """Move a contract: tender, award, extend, terminate, close. It starts and expires by its dates.

    A draft must be complete before it leaves `draft`.
    """
    row = await actions.move_contract(session, caller, contract_id, body, read=read)
    return await _answer(session, caller, row)


@router.post(
    "/{contract_id}/clauses",
    status_code=201,
    responses=raises(ContractNotFound, ClauseAfterAward, UnknownClauseTemplate, AgreementMissing, ClauseIncluded),
)
async def include_clause(
    contract_id: ContractId,
    body: ClauseIn,
    caller: CanWriteContracts,
    session: Session,
    response: Response,
    read: VersionIfSent,
) -> ContractOut:
    """Add a clause to a contract: the last one of the answer. Its duties count from the day of the agreement."""
    row = await actions.include_clause(session, caller, contract_id, body, read=read)
    answer = await _answer(session, caller, row)
    response.headers["Location"] = f"/v1/contracts/{contract_id}/clauses/{answer.clauses[-1].id}"
    return answer
