"""`/v1/equivalence-dossiers`: proof that a product meets what a label stands for, without the label."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contracts.rules import ContractNotFound
from suppliers.equivalence import actions, queries
from suppliers.equivalence.rules import (
    AppealJudgedByAssessor,
    AssessedByAuthor,
    BuyerNotFound,
    CriteriaIncomplete,
    CriteriaNotMet,
    DossierIncomplete,
    DossierIsFixed,
    EquivalenceDossierNotFound,
)
from suppliers.equivalence.schemas import (
    EquivalenceDossierIn,
    EquivalenceDossierItem,
    EquivalenceDossierOut,
    EquivalenceDossierPatch,
    EquivalenceDossierQuery,
    EquivalenceDossierTransition,
)
from suppliers.equivalence.views import dossier_out
from suppliers.label_claims.rules import UnknownLevel
from suppliers.permissions import CanReadEquivalence, CanWorkOnEquivalence
from suppliers.products.rules import ProductNotFound
from suppliers.suppliers.rules import SupplierNotFound

router = new_router("/v1/equivalence-dossiers", "equivalence dossiers")

DossierId = Annotated[UUID, Path(description="The equivalence dossier.")]


@router.post(
    "",
    status_code=201,
    responses=raises(BuyerNotFound, SupplierNotFound, ProductNotFound, ContractNotFound, UnknownLevel),
)
async def write_equivalence_dossier(
    body: EquivalenceDossierIn, caller: CanWorkOnEquivalence, session: Session, response: Response
) -> EquivalenceDossierOut:
    """Write a draft; only your organisation sees it. A buyer can enter one that it got on paper."""
    row, decisions = await actions.write_dossier(session, caller, body)
    response.headers["Location"] = f"/v1/equivalence-dossiers/{row.id}"
    return dossier_out(row, decisions, caller)


@list_route(router, "", item=EquivalenceDossierItem)
async def list_equivalence_dossiers(
    caller: CanReadEquivalence, reads: Reads, query: EquivalenceDossierQuery
) -> Response:
    """Dossiers that your organisation wrote or got, newest first."""
    return await reads.page(queries.DOSSIERS, caller, query)


@router.get("/{equivalence_id}", responses=raises(EquivalenceDossierNotFound))
async def read_equivalence_dossier(
    equivalence_id: DossierId, caller: CanReadEquivalence, session: Session
) -> EquivalenceDossierOut:
    """A dossier with the decisions about it."""
    row = await queries.dossier(session, caller, equivalence_id)
    return dossier_out(row, await queries.decisions_on(session, row), caller)


@router.patch(
    "/{equivalence_id}",
    responses=raises(EquivalenceDossierNotFound, Stale, PreconditionRequired, DossierIsFixed),
)
async def amend_equivalence_dossier(
    equivalence_id: DossierId,
    body: EquivalenceDossierPatch,
    caller: CanWorkOnEquivalence,
    session: Session,
    expected: ExpectedVersion,
) -> EquivalenceDossierOut:
    """Change a dossier that your organisation wrote (JSON Merge Patch, RFC 7396): as a draft, or while the buyer
    waits for more information."""
    row, decisions = await actions.amend_dossier(session, caller, equivalence_id, body, expected=expected)
    return dossier_out(row, decisions, caller)


@router.post(
    "/{equivalence_id}/transitions",
    responses=raises(
        EquivalenceDossierNotFound,
        IllegalTransition,
        MoveIncomplete,
        BuyerNotFound,
        DossierIncomplete,
        AssessedByAuthor,
        AppealJudgedByAssessor,
        CriteriaIncomplete,
        CriteriaNotMet,
    ),
)
async def move_equivalence_dossier(
    equivalence_id: DossierId,
    body: EquivalenceDossierTransition,
    caller: CanWorkOnEquivalence,
    session: Session,
    read: VersionIfSent,
) -> EquivalenceDossierOut:
    """Submit a dossier, assess it, decide about each criterion, ask for more information, appeal, and decide about
    the appeal."""
    row, decisions = await actions.move_dossier(session, caller, equivalence_id, body, read=read)
    return dossier_out(row, decisions, caller)
