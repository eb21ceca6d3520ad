"""How organisations are related: a supplier's organisation to a buyer, a buyer to a monitor."""

from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role


class LinkStatus(StrEnum):
    """Whether the platform has checked that an organisation represents the supplier as a whole."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class LinkBasis(StrEnum):
    """The evidence on which the platform confirmed a link."""

    DOMAIN = "domain"
    IDENTIFIER = "identifier"
    DOCUMENT = "document"


LINK_MOVES: Machine[LinkStatus] = {
    (LinkStatus.PENDING, LinkStatus.CONFIRMED): by(Role.PLATFORM_ADMIN, needs=("basis",)),
    (LinkStatus.PENDING, LinkStatus.REFUSED): by(Role.PLATFORM_ADMIN, needs=("reason",)),
    (LinkStatus.REFUSED, LinkStatus.CONFIRMED): by(Role.PLATFORM_ADMIN, needs=("basis",)),
    (LinkStatus.CONFIRMED, LinkStatus.REFUSED): by(Role.PLATFORM_ADMIN, needs=("reason",)),
}


class LinkNotFound(NotFound):
    """There is no supplier link with this id, or you may not see it."""

    title = "Supplier link not found"


class AffiliationNotFound(NotFound):
    """There is no affiliation with this id, or you may not see it."""

    title = "Affiliation not found"


class AffiliationsOverlap(Conflict):
    """This buyer already has an affiliation to this monitor in this period. End it first, or choose other dates."""

    title = "Affiliations overlap"


class AffiliationEnded(Conflict):
    """This affiliation has already ended."""

    title = "Affiliation has ended"


class WrongKind(Invalid):
    """An affiliation connects a buyer to a monitor; one of these organisations is of another kind."""

    title = "Wrong kind of organisation"
