"""`/v1/supplier-links`: which organisations work with which buyers for a supplier."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.moves import MoveIncomplete
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import IllegalTransition, Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.links import actions, queries, views
from gateway.links.rules import (
    BothSides,
    LinkExists,
    LinkNotFound,
    NoOrganisationToLink,
    OtherOrganisationConfirmed,
)
from gateway.links.schemas import LinkIn, LinkItem, LinkOut, LinkQuery, LinkTransition
from gateway.permissions import CanDecideLinks, CanReadLinks, CanRequestLinks

router = new_router("/v1/supplier-links", "accounts")

LinkId = Annotated[UUID, Path(description="The id of the supplier link.")]


@router.post(
    "",
    status_code=201,
    response_model=LinkOut,
    responses=raises(LinkExists, NoOrganisationToLink, BothSides, Invalid),
)
async def request_supplier_link(
    body: LinkIn, caller: CanRequestLinks, session: Session, response: Response
) -> LinkOut:
    """Ask a supplier's organisation to work with your organisation as well.

    It must be the organisation that the platform has confirmed for this supplier. When one of its administrators
    agrees, it takes part in your dialogues with the supplier. Only its own administrators can invite people into
    it.
    """
    parties = await actions.request_link(session, caller, body)
    response.headers["Location"] = f"/v1/supplier-links/{parties.link.id}"
    return views.link_out(caller, parties)


@list_route(router, "", item=LinkItem)
async def list_supplier_links(caller: CanReadLinks, reads: Reads, query: LinkQuery) -> Response:
    """List the organisations through which suppliers work with buyers, and whether the platform confirmed them."""
    return await reads.page(queries.LINKS, caller, query)


@router.get("/{link_id}", response_model=LinkOut, responses=raises(LinkNotFound))
async def read_supplier_link(link_id: LinkId, caller: CanReadLinks, session: Session) -> LinkOut:
    """Read one supplier link. Both sides see who confirmed it, and on which evidence."""
    row = await queries.link(session, caller, link_id)
    return views.link_out(caller, await queries.link_parties(session, row))


@router.post(
    "/{link_id}/transitions",
    response_model=LinkOut,
    responses=raises(
        LinkNotFound,
        IllegalTransition,
        MoveIncomplete,
        BothSides,
        LinkExists,
        OtherOrganisationConfirmed,
        Invalid,
    ),
)
async def decide_supplier_link(
    link_id: LinkId, body: LinkTransition, caller: CanDecideLinks, session: Session, read: VersionIfSent
) -> LinkOut:
    """Decide about a link.

    An administrator of the supplier's organisation agrees to a request (`pending`) or declines it; the buyer
    withdraws it. The platform confirms that the organisation represents the supplier as a whole, or refuses it
    with a reason. An organisation that it no longer confirms for any buyer loses all its links.

    After a change of the supplier's names, country, website or identifiers, it confirms the link again: until then
    the supplier gets no new finding, and its new statements are not open to others. The event `supplier.renamed`
    tells the platform. For a supplier that works with no buyer, it confirms the link to itself.
    """
    return views.link_out(caller, await actions.move_link(session, caller, link_id, body, read=read))
