"""`/v1/label-claims`: which products hold which labels, and what each buyer found out about that."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.periods import PeriodReversed
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.label_claims import actions, queries
from suppliers.label_claims.rules import (
    CertificateMissing,
    LabelClaimNotFound,
    UnknownLevel,
    VerifiedByClaimant,
)
from suppliers.label_claims.schemas import (
    LabelClaimIn,
    LabelClaimItem,
    LabelClaimOut,
    LabelClaimQuery,
    LabelClaimTransition,
)
from suppliers.label_claims.views import claim_out
from suppliers.permissions import CanMakeLabelClaims, CanReadLabelClaims
from suppliers.products.rules import ProductNotFound

router = new_router("/v1/label-claims", "label claims")

ClaimId = Annotated[UUID, Path(description="The label claim.")]


@router.post("", status_code=201, responses=raises(ProductNotFound, UnknownLevel, PeriodReversed))
async def make_label_claim(
    body: LabelClaimIn, caller: CanMakeLabelClaims, session: Session, response: Response
) -> LabelClaimOut:
    """Claim that a product holds a label: a supplier for its products, or a buyer from a public source. The claim
    counts for nobody until it is verified."""
    row = await actions.make_claim(session, caller, body)
    response.headers["Location"] = f"/v1/label-claims/{row.id}"
    return claim_out(row, None, caller, today=today())


@list_route(router, "", item=LabelClaimItem)
async def list_label_claims(caller: CanReadLabelClaims, reads: Reads, query: LabelClaimQuery) -> Response:
    """Label claims about products that you may see, newest first, with their state for you today."""
    return await reads.page(queries.CLAIMS, caller, query)


@router.get("/{claim_id}", responses=raises(LabelClaimNotFound))
async def read_label_claim(claim_id: ClaimId, caller: CanReadLabelClaims, session: Session) -> LabelClaimOut:
    """A label claim, with what your organisation and the platform found out about it."""
    row = await queries.claim(session, caller, claim_id)
    return claim_out(row, await queries.own_verification(session, caller, row.id), caller, today=today())


@router.post(
    "/{claim_id}/transitions",
    responses=raises(LabelClaimNotFound, IllegalTransition, MoveIncomplete, VerifiedByClaimant, CertificateMissing),
)
async def move_label_claim(
    claim_id: ClaimId,
    body: LabelClaimTransition,
    caller: CanMakeLabelClaims,
    session: Session,
    read: VersionIfSent,
) -> LabelClaimOut:
    """Verify, refute or revoke a claim: a buyer for itself, the platform for all. Its author can withdraw it."""
    row, own = await actions.move_claim(session, caller, claim_id, body, read=read)
    return claim_out(row, own, caller, today=today())
