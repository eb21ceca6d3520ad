"""Findings on the wire, as their monitor reads them; what others read is in `copies`."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.rows import StampedOut
from dialogue.findings.release_rules import Audience
from dialogue.findings.rules import (
    Certainty,
    EvidenceStrength,
    FindingStatus,
    RemediationStatus,
    ReplyKind,
    SourceRisk,
)
from dialogue.findings.severity import Severity


class ReleaseOut(BaseModel, from_attributes=True):
    """A release that was made."""

    id: UUID
    audiences: list[Audience]
    released_at: datetime
    released_by: UUID
    consent_confirmed: bool
    readers: int
    announced_at: datetime | None = Field(description="null while an embargo lasts")


class ReplySeen(BaseModel, from_attributes=True):
    """A company's words as the monitor sees them."""

    supplier_id: UUID
    kind: ReplyKind
    text: str
    replied_on: date


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
    replies: list[ReplySeen]
    allowed_transitions: list[FindingStatus]


class Remark(BaseModel):
    """What an editor wrote with a move."""

    at: datetime
    by: UUID
    to: FindingStatus
    text: str


class Assessment(BaseModel):
    """How grave the harm was said to be at one time, and why."""

    at: datetime
    by: UUID
    scale: int
    scope: int
    irremediability: int
    likelihood: int | None
    motive: str


class WithdrawnWords(BaseModel):
    """What a withdrawn finding had said in public."""

    summary_public: str
    given_name: str | None
    given_address: str | None
    facility_name: str | None
    replies: list[ReplySeen]


class RestrictedOut(BaseModel):
    """The restricted words of a finding; every reading of them is logged."""

    description_restricted: str | None = None
    severity_motive: str
    retaliation_risk_note: str | None = None
    partner: str | None = None
    sources: str | None = None
    remedy_sought: str | None = None
    assessments: list[Assessment]
    remarks: list[Remark] = []
    withdrawn: WithdrawnWords | None = None
