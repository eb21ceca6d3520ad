"""Reactions: what each company says of a finding, with a state machine of its own.

The finding has one state, its monitor's. A reaction is of one organisation, and only that organisation, the monitor
and the buyers that it supplies see it: companies at one site may be competitors.
"""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from chassis.moves import Machine, allowed, by
from chassis.problems import Conflict, NotFound
from dialogue.findings.release.rules import Audience
from dialogue.findings.rules import OPEN, FindingStatus


class ReactionStatus(StrEnum):
    """What an organisation has said of a finding.

    `awaited`: nothing yet. `acknowledged`: it has received the finding. `disputed`: it does not agree. `answered`:
    the monitor has answered its dispute. `remediation_claimed`: it says that the remedy is done.
    `remediation_confirmed`: the monitor confirms that. `remediation_refused`: the monitor does not, or no longer.
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
    (R.REMEDIATION_CONFIRMED, R.REMEDIATION_REFUSED): by(*EDITORS, needs=["reason"]),
    (R.REMEDIATION_REFUSED, R.REMEDIATION_CLAIMED): by(*COMPANY),
}


def company_moves(
    reaction: ReactionStatus, roles: Collection[str], *, audience: Audience, finding: FindingStatus
) -> list[ReactionStatus]:
    """What somebody can say for a company: of an open finding that was released to it as a supplier."""
    may_react = audience is Audience.SUPPLIER and finding in OPEN and not set(COMPANY).isdisjoint(roles)
    return allowed(REACTION_MOVES, reaction, COMPANY) if may_react else []


def hears_company(reader: UUID, audience: Audience, *, company: UUID, buyers: Collection[UUID]) -> bool:
    """A company sees what it said itself, and a buyer what its own suppliers said: companies may be competitors."""
    return company == reader if audience is Audience.SUPPLIER else reader in buyers


class ReactionNotFound(NotFound):
    """This organisation has not reacted to the finding."""

    title = "Reaction not found"


class FindingNotOpen(Conflict):
    """The finding is closed or withdrawn, so companies and the monitor can no longer react to it."""

    title = "The finding is not open"
