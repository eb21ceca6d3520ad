"""`/v1/affiliations`: which buyers belong to which monitors."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.pages import ListQuery
from chassis.periods import PeriodReversed
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.affiliations import actions, queries, views
from gateway.affiliations.rules import (
    AffiliationEnded,
    AffiliationNotFound,
    AffiliationsOverlap,
    WrongKind,
)
from gateway.affiliations.schemas import AffiliationIn, AffiliationItem, AffiliationOut, AffiliationTransition
from gateway.permissions import CanReadAffiliations, CanWriteAffiliations

router = new_router("/v1/affiliations", "accounts")

AffiliationId = Annotated[UUID, Path(description="The id of the affiliation.")]


@router.post(
    "",
    status_code=201,
    response_model=AffiliationOut,
    responses=raises(Invalid, WrongKind, PeriodReversed, AffiliationsOverlap),
)
async def affiliate(
    body: AffiliationIn, caller: CanWriteAffiliations, session: Session, response: Response
) -> AffiliationOut:
    """Record that a buyer is affiliated to a monitor."""
    parties = await actions.affiliate(session, caller, body)
    response.headers["Location"] = f"/v1/affiliations/{parties.affiliation.id}"
    return views.affiliation_out(parties)


@list_route(router, "", item=AffiliationItem)
async def list_affiliations(caller: CanReadAffiliations, reads: Reads, query: ListQuery) -> Response:
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
    return views.affiliation_out(await queries.affiliation_parties(session, row))


@router.post(
    "/{affiliation_id}/transitions",
    response_model=AffiliationOut,
    responses=raises(AffiliationNotFound, AffiliationEnded, PeriodReversed, Invalid),
)
async def end_affiliation(
    affiliation_id: AffiliationId,
    body: AffiliationTransition,
    caller: CanWriteAffiliations,
    session: Session,
) -> AffiliationOut:
    """End an affiliation. After its last day, nothing new is shared with this buyer as an affiliate."""
    return views.affiliation_out(await actions.end_affiliation(session, caller, affiliation_id, body))
