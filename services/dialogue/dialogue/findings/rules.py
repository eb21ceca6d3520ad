"""What a monitor's finding is and how it moves.

A finding closes only when its monitor has verified the remedy with the workers, or says openly that there was
none: a company's own word is a claim.
"""

from collections.abc import Mapping
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, NotFound


class FindingStatus(StrEnum):
    """The state machine is the monitor's own; a supplier's moves exist only after its release."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VALIDATED = "validated"
    SHARED = "shared"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    AMENDED = "amended"
    IN_REMEDIATION = "in_remediation"
    REMEDIATION_CLAIMED = "remediation_claimed"
    REMEDIATION_VERIFIED = "remediation_verified"
    CLOSED = "closed"
    CLOSED_UNREMEDIED = "closed_unremedied"
    WITHDRAWN = "withdrawn"


class SourceRisk(StrEnum):
    """How much the people who spoke could suffer for it; what is unknown counts as high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class EvidenceStrength(StrEnum):
    """What a finding rests on."""

    SINGLE_SOURCE = "single_source"
    SEVERAL_SOURCES = "several_sources"
    DOCUMENTED = "documented"
    ACKNOWLEDGED_BY_COMPANY = "acknowledged_by_company"


class Certainty(StrEnum):
    """Whether the harm happened or may happen."""

    ACTUAL = "actual"
    POTENTIAL = "potential"


class RemediationStatus(StrEnum):
    """How far remedy has come, beside the finding's own status."""

    NONE = "none"
    PLAN_REQUESTED = "plan_requested"
    PLAN_AGREED = "plan_agreed"
    IMMEDIATE_PROTECTION_DONE = "immediate_protection_done"
    IN_PROGRESS = "in_progress"
    CLAIMED = "claimed"
    VERIFIED_PARTIAL = "verified_partial"
    VERIFIED_FULL = "verified_full"
    FAILED = "failed"


class ReplyKind(StrEnum):
    """A company's words beside a finding: its answer, or why it disputes."""

    REPLY = "reply"
    DISPUTE = "dispute"


RESTRICTED_FIELDS = (
    "description_restricted",
    "severity_motive",
    "retaliation_risk_note",
    "partner",
    "sources",
    "remedy_sought",
)
"""Fields of a finding that are stored encrypted and that only its monitor reads."""

S = FindingStatus
AUTHORS = ("monitor_author",)
EDITORS = ("monitor_editor",)
COMPANY = ("supplier_contact",)

WORK: Machine[FindingStatus] = {
    (S.DRAFT, S.SUBMITTED): by(*AUTHORS),
    (S.SUBMITTED, S.RETURNED): by(*EDITORS, needs=["reason"]),
    (S.RETURNED, S.DRAFT): by(*AUTHORS, *EDITORS),
    (S.SUBMITTED, S.VALIDATED): by(*EDITORS, needs=["checklist"]),
    (S.VALIDATED, S.SHARED): by(*EDITORS, needs=["audiences"]),
    (S.SHARED, S.ACKNOWLEDGED): by(*COMPANY),
    (S.SHARED, S.DISPUTED): by(*COMPANY, needs=["reason"]),
    (S.ACKNOWLEDGED, S.DISPUTED): by(*COMPANY, needs=["reason"]),
    (S.DISPUTED, S.SHARED): by(*EDITORS),
    (S.DISPUTED, S.ACKNOWLEDGED): by(*EDITORS),
    (S.DISPUTED, S.AMENDED): by(*EDITORS),
    (S.AMENDED, S.SHARED): by(*EDITORS),
    (S.SHARED, S.IN_REMEDIATION): by(*EDITORS, "system"),
    (S.ACKNOWLEDGED, S.IN_REMEDIATION): by(*EDITORS, "system"),
    (S.IN_REMEDIATION, S.REMEDIATION_CLAIMED): by(*COMPANY),
    (S.REMEDIATION_CLAIMED, S.REMEDIATION_VERIFIED): by(*EDITORS),
    (S.REMEDIATION_CLAIMED, S.IN_REMEDIATION): by(*EDITORS, needs=["reason"]),
    (S.REMEDIATION_VERIFIED, S.CLOSED): by(*EDITORS),
    (S.SHARED, S.CLOSED_UNREMEDIED): by(*EDITORS, needs=["reason"]),
    (S.ACKNOWLEDGED, S.CLOSED_UNREMEDIED): by(*EDITORS, needs=["reason"]),
    (S.IN_REMEDIATION, S.CLOSED_UNREMEDIED): by(*EDITORS, needs=["reason"]),
    (S.CLOSED, S.SHARED): by(*EDITORS, needs=["reason"]),
}

WITHDRAWALS: Machine[FindingStatus] = {
    (status, S.WITHDRAWN): by(*EDITORS, needs=["reason"]) for status in FindingStatus if status is not S.WITHDRAWN
}
"""From anywhere: `safety` alone is reason enough."""

MOVES: Machine[FindingStatus] = {**WORK, **WITHDRAWALS}

EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.AMENDED})
"""Where the content may still be changed; afterwards a change is a move that others see."""

INTERNAL = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.VALIDATED})
"""Never left the monitor."""

OVER = frozenset({S.CLOSED, S.CLOSED_UNREMEDIED, S.WITHDRAWN})
RELEASED = frozenset(FindingStatus) - INTERNAL - {S.WITHDRAWN}
OPEN = RELEASED - OVER

REMEDIATION_AFTER: Mapping[FindingStatus, RemediationStatus] = {
    S.IN_REMEDIATION: RemediationStatus.IN_PROGRESS,
    S.REMEDIATION_CLAIMED: RemediationStatus.CLAIMED,
    S.REMEDIATION_VERIFIED: RemediationStatus.VERIFIED_FULL,
    S.CLOSED_UNREMEDIED: RemediationStatus.FAILED,
}
"""What a move says of remedy; a company's own word is never more than a claim."""


class FindingNotFound(NotFound):
    """No finding with this id that you may see."""

    title = "Finding not found"


class FindingNotEditable(Conflict):
    """The content changes only while it is a draft, returned or being amended; otherwise make a move."""

    title = "The finding cannot be edited now"
