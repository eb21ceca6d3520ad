"""Affiliations of buyers to monitors: what may be wrong with one."""

from chassis.problems import Conflict, Invalid, NotFound


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
