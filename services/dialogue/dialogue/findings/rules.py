"""Findings of monitors: their vocabulary and their state machine.

A finding is closed only when its monitor has verified the remedy with the workers, or states that there was none.
What a company says of its remedy is a claim.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from chassis.moves import Machine, allowed, by
from chassis.problems import Conflict, NotFound


class FindingStatus(StrEnum):
    """The status of a finding.

    It is the monitor's; what a company says is its own reaction. `draft`: the author writes it. `submitted`: waits
    for the editor. `returned`: goes back to the author. `validated`: ready for a release. `shared`: released.
    `amended`: the monitor corrects it. `in_remediation`: a remedy is under way. `remediation_verified`: the monitor
    confirms that it is done. `closed`: remedied, as the workers confirm. `closed_unremedied`: closed without a
    remedy. `withdrawn`: taken back; only the monitor still sees it.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VALIDATED = "validated"
    SHARED = "shared"
    AMENDED = "amended"
    IN_REMEDIATION = "in_remediation"
    REMEDIATION_VERIFIED = "remediation_verified"
    CLOSED = "closed"
    CLOSED_UNREMEDIED = "closed_unremedied"
    WITHDRAWN = "withdrawn"


class SourceRisk(StrEnum):
    """How much the people who spoke could suffer for it: `low`, `medium`, `high`; `unknown` is treated as high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class EvidenceStrength(StrEnum):
    """What a finding is based on.

    `single_source`: one source. `several_sources`: more than one. `documented`: documents show it.
    `acknowledged_by_company`: the company admits it.
    """

    SINGLE_SOURCE = "single_source"
    SEVERAL_SOURCES = "several_sources"
    DOCUMENTED = "documented"
    ACKNOWLEDGED_BY_COMPANY = "acknowledged_by_company"


class Certainty(StrEnum):
    """Whether the harm happened or may happen."""

    ACTUAL = "actual"
    POTENTIAL = "potential"


class RemediationStatus(StrEnum):
    """How far the remedy has come; it is separate from the status of the finding.

    `none`: nothing yet. `plan_requested`: the company was asked for a plan. `plan_agreed`: there is a plan.
    `immediate_protection_done`: the workers are protected for now. `in_progress`: the plan is carried out.
    `claimed`: the company says that it is done. `verified_partial`, `verified_full`: the monitor confirms a part of
    it, or all. `failed`: there was no remedy.
    """

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
    """What a company says about a finding: a `reply`, or a `dispute` (why it does not agree)."""

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

WORK: Machine[FindingStatus] = {
    (S.DRAFT, S.SUBMITTED): by(*AUTHORS),
    (S.SUBMITTED, S.RETURNED): by(*EDITORS, needs=["reason"]),
    (S.RETURNED, S.DRAFT): by(*AUTHORS, *EDITORS),
    (S.SUBMITTED, S.VALIDATED): by(*EDITORS, needs=["checklist"]),
    (S.VALIDATED, S.SHARED): by(*EDITORS, needs=["audiences"]),
    (S.SHARED, S.AMENDED): by(*EDITORS),
    (S.AMENDED, S.SHARED): by(*EDITORS),
    (S.SHARED, S.IN_REMEDIATION): by(*EDITORS, "system"),
    (S.IN_REMEDIATION, S.REMEDIATION_VERIFIED): by(*EDITORS),
    (S.REMEDIATION_VERIFIED, S.IN_REMEDIATION): by(*EDITORS, needs=["reason"]),
    (S.REMEDIATION_VERIFIED, S.CLOSED): by(*EDITORS, needs=["workers_confirmation", "buyers_contribution"]),
    (S.SHARED, S.CLOSED_UNREMEDIED): by(*EDITORS, needs=["reason"]),
    (S.IN_REMEDIATION, S.CLOSED_UNREMEDIED): by(*EDITORS, needs=["reason"]),
    (S.CLOSED, S.SHARED): by(*EDITORS, needs=["reason"]),
}

WITHDRAWALS: Machine[FindingStatus] = {
    (status, S.WITHDRAWN): by(*EDITORS, needs=["reason"]) for status in FindingStatus if status is not S.WITHDRAWN
}
"""Possible from every state; the reason `safety` is enough."""

MOVES: Machine[FindingStatus] = {**WORK, **WITHDRAWALS}

EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.AMENDED})
"""States in which the content can be changed."""

INTERNAL = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.VALIDATED})
"""States before the first release: only the monitor sees the finding."""

OVER = frozenset({S.CLOSED, S.CLOSED_UNREMEDIED, S.WITHDRAWN})
RELEASED = frozenset(FindingStatus) - INTERNAL - {S.WITHDRAWN}
OPEN = RELEASED - OVER

REMEDIATION_AFTER: Mapping[FindingStatus, RemediationStatus] = {
    S.IN_REMEDIATION: RemediationStatus.IN_PROGRESS,
    S.REMEDIATION_VERIFIED: RemediationStatus.VERIFIED_FULL,
    S.CLOSED_UNREMEDIED: RemediationStatus.FAILED,
}
"""How a transition changes the remediation status; what a company says is a claim only."""


def transitions(status: FindingStatus, roles: Collection[str]) -> list[FindingStatus]:
    """The transitions of its monitor; a released finding can be shared with more readers, and keeps its status."""
    moves = allowed(MOVES, status, roles)
    is_shared_further = status in RELEASED and not set(EDITORS).isdisjoint(roles)
    return [*moves, S.SHARED] if is_shared_further and S.SHARED not in moves else moves


class FindingNotFound(NotFound):
    """There is no finding with this id, or you may not see it."""

    title = "Finding not found"


class FindingNotEditable(Conflict):
    """The content can be changed only while the status is `draft`, `returned` or `amended`.

    An editor can confirm the site of a `validated` finding, and change the risk of the source in every state.
    """

    title = "The finding cannot be edited now"
