"""Findings on the wire, as their monitor reads them; what others read is in `copies`."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.release.schemas import ReleaseOut
from dialogue.findings.replies.schemas import ReplyOut
from dialogue.findings.rules import (
    Certainty,
    EvidenceStrength,
    FindingStatus,
    RemediationStatus,
    SourceRisk,
)


class FindingQuery(ListQuery):
    """Which findings a list holds."""

    status: FindingStatus | None = Field(None, description="Only findings with this status.")
    severity: Severity | None = Field(None, description="Only findings of this severity.")
    facility_id: UUID | None = Field(None, description="Only findings at this facility.")


class FindingItem(StampedOut):
    """A finding in its monitor's list."""

    status: FindingStatus
    reference: str | None
    given_name: str | None
    given_country: str | None
    facility_id: UUID | None
    facility_name: str | None
    period_from: date
    period_to: date
    summary_public: str
    provisions: list[str]
    severity: Severity
    source_risk: SourceRisk
    embargo_until: date | None
    do_not_contact_factory: bool
    remediation_status: RemediationStatus


class FindingOut(FindingItem):
    """A finding as its monitor sees it; restricted words are read at `/restricted`."""

    given_address: str | None
    facility_country: str | None
    site_candidates: list[UUID] = Field(
        description="sites that a later disclosure brought up; nobody confirmed one"
    )
    method: list[str]
    salient_issue: str | None
    rights_holders: list[str]
    workers_affected_estimate: str | None
    actual_or_potential: Certainty
    scale: int
    scope: int
    irremediability: int
    likelihood: int | None
    imminent_danger: bool
    severity_index: int
    priority: int
    evidence_strength: EvidenceStrength | None
    releases: list[ReleaseOut]
    replies: list[ReplyOut]
    allowed_transitions: list[FindingStatus]
