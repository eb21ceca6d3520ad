"""Supplier links as a caller reads them, with the names of both sides."""

from chassis.callers import Caller
from chassis.moves import allowed
from gateway.links.queries import LinkParties
from gateway.links.rules import LINK_MOVES
from gateway.links.schemas import LinkOut

NOT_SHOWN = {"owner_id", "created_by", "updated_by"}


def link_out(caller: Caller, parties: LinkParties) -> LinkOut:
    link = parties.link
    return LinkOut(
        **link.model_dump(exclude=NOT_SHOWN),
        buyer_id=parties.buyer.id,
        buyer_name=parties.buyer.name,
        organisation_name=parties.organisation.name,
        allowed_transitions=allowed(LINK_MOVES, link.status, caller.roles),
    )
