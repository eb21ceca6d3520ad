"""Reactions: what each company says of a finding, with a state machine of its own.

The finding has one state, its monitor's. A reaction is of one organisation, and only that organisation, the monitor
and the buyers that it supplies see it: companies at one site may be competitors.
"""

from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, NotFound


class ReactionStatus(StrEnum):
    """What an organisation has said of a finding.

    `awaited`: nothing yet. `acknowledged`: it has received the finding. `disputed`: it does not agree. `answered`:
    the monitor has answered its dispute. `remediation_claimed`: it says that the remedy is done.
    `remediation_confirmed`: the monitor confirms that. `remediation_refused`: the monitor does not.
    """

    AWAITED = "awaited"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    REMEDIATION_CLAIMED = "remediation_claimed"
    REMEDIATION_CONFIRMED = "remediation_confirmed"
    REMEDIATION_REFUSED = "remediation_refused"


R = ReactionStatus
COMPANY = ("supplier_contact",)
EDITORS = ("monitor_editor",)

REACTION_MOVES: Machine[ReactionStatus] = {
    (R.AWAITED, R.ACKNOWLEDGED): by(*COMPANY),
    (R.AWAITED, R.DISPUTED): by(*COMPANY, needs=["reason"]),
    (R.ACKNOWLEDGED, R.DISPUTED): by(*COMPANY, needs=["reason"]),
    (R.ACKNOWLEDGED, R.REMEDIATION_CLAIMED): by(*COMPANY),
    (R.DISPUTED, R.ACKNOWLEDGED): by(*COMPANY),
    (R.DISPUTED, R.ANSWERED): by(*EDITORS, needs=["reason"]),
    (R.ANSWERED, R.ACKNOWLEDGED): by(*COMPANY),
    (R.ANSWERED, R.DISPUTED): by(*COMPANY, needs=["reason"]),
    (R.REMEDIATION_CLAIMED, R.REMEDIATION_CONFIRMED): by(*EDITORS),
    (R.REMEDIATION_CLAIMED, R.REMEDIATION_REFUSED): by(*EDITORS, needs=["reason"]),
    (R.REMEDIATION_REFUSED, R.REMEDIATION_CLAIMED): by(*COMPANY),
}


class ReactionNotFound(NotFound):
    """This organisation has not reacted to the finding."""

    title = "Reaction not found"


class FindingNotOpen(Conflict):
    """The finding is closed or withdrawn, so companies and the monitor can no longer react to it."""

    title = "The finding is not open"
