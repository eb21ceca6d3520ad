"""`/v1/supplier-links` and `/v1/affiliations`: how organisations are related."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.pages import ListQuery
from chassis.periods import PeriodReversed
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.links import actions, queries, views
from gateway.links.rules import (
    AffiliationEnded,
    AffiliationNotFound,
    AffiliationsOverlap,
    LinkNotFound,
    WrongKind,
)
from gateway.links.schemas import (
    AffiliationIn,
    AffiliationItem,
    AffiliationOut,
    AffiliationTransition,
    LinkItem,
    LinkOut,
    LinkQuery,
    LinkTransition,
)
from gateway.permissions import CanDecideLinks, CanReadAffiliations, CanReadLinks, CanWriteAffiliations

links_router = new_router("/v1/supplier-links", "accounts")
affiliations_router = new_router("/v1/affiliations", "accounts")

LinkId = Annotated[UUID, Path(description="The id of the supplier link.")]
AffiliationId = Annotated[UUID, Path(description="The id of the affiliation.")]


@list_route(links_router, "", item=LinkItem)
async def list_supplier_links(caller: CanReadLinks, reads: Reads, query: LinkQuery) -> Response:
    """List the organisations through which suppliers work with buyers, and whether the platform confirmed them."""
    return await reads.page(queries.LINKS, caller, query)


@links_router.get("/{link_id}", response_model=LinkOut, responses=raises(LinkNotFound))
async def read_supplier_link(link_id: LinkId, caller: CanReadLinks, session: Session) -> LinkOut:
    """Read one supplier link. Both sides see who confirmed it, and on which evidence."""
    row = await queries.link(session, caller, link_id)
    return views.link_out(caller, await queries.link_parties(session, row))


@links_router.post(
    "/{link_id}/transitions",
    response_model=LinkOut,
    responses=raises(LinkNotFound, IllegalTransition, MoveIncomplete, Invalid),
)
async def decide_supplier_link(
    link_id: LinkId, body: LinkTransition, caller: CanDecideLinks, session: Session
) -> LinkOut:
    """Confirm that an organisation represents the supplier as a whole, or refuse it with a reason."""
    return views.link_out(caller, await actions.decide_link(session, caller, link_id, body))


@affiliations_router.post(
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


@list_route(affiliations_router, "", item=AffiliationItem)
async def list_affiliations(caller: CanReadAffiliations, reads: Reads, query: ListQuery) -> Response:
    """List affiliations: a buyer sees its monitors, a monitor sees its buyers."""
    return await reads.page(queries.AFFILIATIONS, caller, query)


@affiliations_router.get(
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


@affiliations_router.post(
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
