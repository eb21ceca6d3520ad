"""Affiliations of buyers to monitors: both sides agree to one, and either ends it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class AffiliationStatus(StrEnum):
    """Whether both sides have agreed.

    `proposed`: one side has; `active`: both have, and it counts between its first and its last day; `ended`:
    its last day is over; `refused`: the other side does not want it; `withdrawn`: the side that proposed it no
    longer does.
    """

    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = AffiliationStatus
PROPOSER = "proposer"
OTHER_SIDE = "other_side"
SIDES = {PROPOSER: "the side that proposed it", OTHER_SIDE: "the other side"}

MOVES: Machine[AffiliationStatus] = {
    (S.PROPOSED, S.ACTIVE): by(OTHER_SIDE),
    (S.PROPOSED, S.REFUSED): by(OTHER_SIDE),
    (S.PROPOSED, S.WITHDRAWN): by(PROPOSER),
    (S.ACTIVE, S.ENDED): by(PROPOSER, OTHER_SIDE),
}
VERBS: dict[AffiliationStatus, str] = {
    S.PROPOSED: "affiliation.proposed",
    S.ACTIVE: "affiliation.started",
    S.ENDED: "affiliation.ended",
    S.REFUSED: "affiliation.refused",
    S.WITHDRAWN: "affiliation.withdrawn",
}
LIVE = (S.PROPOSED, S.ACTIVE)
"""The periods of such affiliations of two organisations do not overlap."""

FOLLOWED = frozenset({S.ACTIVE, S.ENDED})
"""What the other services hear of."""


class AffiliationNotFound(NotFound):
    """There is no affiliation with this id, or you may not see it."""

    title = "Affiliation not found"


class AffiliationsOverlap(Conflict):
    """This buyer already has an affiliation to this monitor in this period, or one is proposed. Decide about
    that one first, or choose other dates."""

    title = "Affiliations overlap"


class SamePerson(Conflict):
    """You proposed this affiliation for the other side. Another person must agree to it."""

    title = "Two people must agree"


class EndIsLater(Invalid):
    """One side can end an affiliation earlier than agreed, not later. Propose a new affiliation instead."""

    title = "The end is later than agreed"


class WrongKind(Invalid):
    """An affiliation connects a buyer and a monitor. Your own organisation must be one of the two."""

    title = "Wrong kind of organisation"


def status_on(stored: AffiliationStatus, valid_to: date | None, *, today: date) -> AffiliationStatus:
    """The status on a day; the last day counts. The SQL function `affiliation_status` says the same."""
    is_over = stored is S.ACTIVE and valid_to is not None and valid_to < today
    return S.ENDED if is_over else stored


def side_of(organisation: UUID, *, proposed_by: UUID) -> str:
    """Which actor of the state machine one of the two organisations is."""
    return PROPOSER if organisation == proposed_by else OTHER_SIDE
