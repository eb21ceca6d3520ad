"""`/v1/affiliations`: which buyers belong to which monitors."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.periods import PeriodReversed
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.affiliations import actions, queries, views
from gateway.affiliations.rules import (
    AffiliationNotFound,
    AffiliationsOverlap,
    EndIsLater,
    SamePerson,
    WrongKind,
)
from gateway.affiliations.schemas import (
    AffiliationIn,
    AffiliationItem,
    AffiliationOut,
    AffiliationQuery,
    AffiliationTransition,
)
from gateway.permissions import CanReadAffiliations, CanWriteAffiliations

router = new_router("/v1/affiliations", "accounts")

AffiliationId = Annotated[UUID, Path(description="The id of the affiliation.")]


@router.post(
    "",
    status_code=201,
    response_model=AffiliationOut,
    responses=raises(Invalid, WrongKind, PeriodReversed, AffiliationsOverlap),
)
async def propose_affiliation(
    body: AffiliationIn, caller: CanWriteAffiliations, session: Session, response: Response
) -> AffiliationOut:
    """Propose that a buyer is affiliated to a monitor. It begins when the other side agrees."""
    parties = await actions.propose(session, caller, body)
    response.headers["Location"] = f"/v1/affiliations/{parties.affiliation.id}"
    return views.affiliation_out(caller, parties, today=today())


@list_route(router, "", item=AffiliationItem)
async def list_affiliations(caller: CanReadAffiliations, reads: Reads, query: AffiliationQuery) -> Response:
    """List affiliations: a buyer sees its monitors, a monitor sees its buyers."""
    return await reads.page(queries.AFFILIATIONS, caller, query)


@router.get(
    "/{affiliation_id}",
    response_model=AffiliationOut,
    responses=raises(AffiliationNotFound),
)
async def read_affiliation(
    affiliation_id: AffiliationId, caller: CanReadAffiliations, session: Session
) -> AffiliationOut:
    """Read one affiliation."""
    row = await queries.affiliation(session, caller, affiliation_id)
    return views.affiliation_out(caller, await queries.affiliation_parties(session, row), today=today())


@router.post(
    "/{affiliation_id}/transitions",
    response_model=AffiliationOut,
    responses=raises(AffiliationNotFound, IllegalTransition, SamePerson, PeriodReversed, EndIsLater, Invalid),
)
async def decide_affiliation(
    affiliation_id: AffiliationId,
    body: AffiliationTransition,
    caller: CanWriteAffiliations,
    session: Session,
    read: VersionIfSent,
) -> AffiliationOut:
    """Agree to a proposed affiliation (`active`), refuse it, withdraw your own, or end an active one.

    After the last day nothing new is shared with this buyer as an affiliate.
    """
    parties = await actions.move(session, caller, affiliation_id, body, read=read)
    return views.affiliation_out(caller, parties, today=today())
