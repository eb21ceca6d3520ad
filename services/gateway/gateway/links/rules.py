"""Which organisations speak for a supplier with which buyer."""

from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, NotFound
from chassis.vocabulary import Role


class LinkStatus(StrEnum):
    """Whether an organisation represents a supplier towards a buyer, and whether the platform has checked that.

    `requested`: the buyer has asked the organisation that the platform has confirmed for the supplier;
    `declined`: that organisation does not want it; `withdrawn`: the buyer no longer asks; `pending`: the
    organisation takes part in the buyer's dialogues, and the platform has not checked this link; `confirmed`: the
    platform has checked that it represents the supplier as a whole, and does so again after the supplier was
    renamed; `refused`: the platform has found that it does not; `ended`: the buyer or the organisation no longer
    works with the other side.
    """

    REQUESTED = "requested"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class LinkBasis(StrEnum):
    """The evidence on which the platform confirmed a link."""

    DOMAIN = "domain"
    IDENTIFIER = "identifier"
    DOCUMENT = "document"


S = LinkStatus

SIDES = (Role.BUYER_OFFICER, Role.BUYER_MANAGER, Role.SUPPLIER_ADMIN)
"""Either side ends what both of them agreed to."""

LINK_MOVES: Machine[LinkStatus] = {
    (S.REQUESTED, S.PENDING): by(Role.SUPPLIER_ADMIN),
    (S.REQUESTED, S.DECLINED): by(Role.SUPPLIER_ADMIN),
    (S.REQUESTED, S.WITHDRAWN): by(Role.BUYER_OFFICER, Role.BUYER_MANAGER),
    (S.PENDING, S.CONFIRMED): by(Role.PLATFORM_ADMIN, needs=("basis",)),
    (S.PENDING, S.REFUSED): by(Role.PLATFORM_ADMIN, needs=("reason",)),
    (S.REFUSED, S.CONFIRMED): by(Role.PLATFORM_ADMIN, needs=("basis",)),
    (S.CONFIRMED, S.CONFIRMED): by(Role.PLATFORM_ADMIN, needs=("basis",)),
    **dict.fromkeys(((S.PENDING, S.ENDED), (S.CONFIRMED, S.ENDED)), by(*SIDES, needs=("reason",))),
    (S.CONFIRMED, S.REFUSED): by(Role.PLATFORM_ADMIN, needs=("reason",)),
}
"""The platform never links a buyer to an organisation by itself: an organisation that submits a list for all its
buyers must know them."""

OVER = (S.DECLINED, S.WITHDRAWN, S.REFUSED, S.ENDED)

LIVE = frozenset(S) - frozenset(OVER)
"""A buyer has at most one such link for a supplier."""

LASTING = frozenset(origin for origin, _ in LINK_MOVES)
"""A link that may still open, or open again: also a refused one. Nobody may belong to both of its sides."""

OPEN = frozenset({S.PENDING, S.CONFIRMED})
"""The buyer's dossiers are open to the organisation."""

VERBS: dict[LinkStatus, str] = {
    S.REQUESTED: "supplier_link.requested",
    S.DECLINED: "supplier_link.declined",
    S.WITHDRAWN: "supplier_link.withdrawn",
    S.PENDING: "supplier_link.made",
    S.CONFIRMED: "supplier_link.confirmed",
    S.REFUSED: "supplier_link.refused",
    S.ENDED: "supplier_link.ended",
}
KEPT = "supplier_link.kept"
"""A link to the platform was made because the last link that the platform had confirmed ends."""

FOLLOWED = OPEN | {S.REFUSED, S.ENDED}
"""What the other services hear of: nothing was open before, so the end of a request changes nothing there."""


def is_followed(status: LinkStatus, *, is_of_buyer: bool) -> bool:
    """Whether the other services hear of it. A link to the platform opens nothing: they hear whether the platform
    knows the organisation."""
    return status in FOLLOWED and (is_of_buyer or status is not S.PENDING)


class LinkNotFound(NotFound):
    """There is no supplier link with this id, or you may not see it."""

    title = "Supplier link not found"


class SupplierAdmitsItsPeople(Conflict):
    """This supplier has an organisation on the platform, and only its own administrators invite people into it. Ask
    one of them. A buyer that is not linked to it can ask for a link: `POST /v1/supplier-links`."""

    title = "The supplier admits its own people"


class LinkExists(Conflict):
    """Your organisation already has a link for this supplier, or has asked for one; see `GET
    /v1/supplier-links`."""

    title = "There is a link already"


class NoOrganisationToLink(Conflict):
    """The platform has confirmed no organisation for this supplier. Invite a person of the supplier instead:
    `POST /v1/invitations`."""

    title = "No organisation to link"


class OtherOrganisationConfirmed(Conflict):
    """Another organisation is confirmed for this supplier, and there can be only one. Refuse that one first, or
    leave this link `pending`: then this organisation works with this buyer only."""

    title = "Another organisation is confirmed"


class BothSides(Conflict):
    """This person would belong to a buyer and to its supplier, which verify each other's action points. Another
    person must accept the invitation, or one of the memberships must end first."""

    title = "Nobody may belong to both sides"
