"""How organisations stand to each other: a supplier's people to a buyer, a buyer to its monitor."""

from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role


class LinkStatus(StrEnum):
    """Whether the platform has satisfied itself that an organisation speaks for the supplier as a whole."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class LinkBasis(StrEnum):
    """What the platform leaned on when it confirmed a link."""

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
    """No supplier link with this id that you may know of."""

    title = "Supplier link not found"


class AffiliationNotFound(NotFound):
    """No affiliation with this id that you may know of."""

    title = "Affiliation not found"


class AffiliationsOverlap(Conflict):
    """A buyer's affiliations to one monitor follow each other and never overlap; end the present one first."""

    title = "Affiliations overlap"


class AffiliationEnded(Conflict):
    """This affiliation has ended already."""

    title = "Affiliation has ended"


class PeriodIsEmpty(Invalid):
    """A period ends on the day it begins or later."""

    title = "Empty period"


class WrongKind(Invalid):
    """An affiliation joins a buyer to a monitor; this organisation is not the one it should be."""

    title = "Wrong kind of organisation"
