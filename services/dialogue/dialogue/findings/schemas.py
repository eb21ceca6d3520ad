"""Findings on the wire, as their monitor sees them; what others see is in `copies`."""

import re
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Code, Country, Line, Prose
from dialogue.findings.protection import shown_range
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

Measure = Annotated[int, Field(ge=1, le=4)]
AddressLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_code(value: Any) -> Any:
    return re.sub(r"\s+", "_", value.strip().lower()) if isinstance(value, str) else value


Methods = Annotated[
    list[Annotated[Code, BeforeValidator(_as_code)]],
    BeforeValidator(_as_list),
    Field(
        min_length=1,
        max_length=10,
        description="worker_interviews_offsite, survey, document_review, complaint, desk_research,"
        " joint_investigation, or a code of the monitor's own; never shown outside",
    ),
]
Provisions = Annotated[list[Code], Field(min_length=1, max_length=30, examples=[["C001", "WG03"]])]


class WorkersRange(BaseModel):
    """How many workers are affected, as a range; fewer than five are kept and shown as `<5`."""

    model_config = ConfigDict(extra="forbid")

    low: Annotated[int, Field(ge=0, le=5_000_000)]
    high: Annotated[int, Field(ge=1, le=5_000_000)]

    @model_validator(mode="after")
    def _in_order(self) -> "WorkersRange":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self

    def shown(self) -> str:
        return shown_range(self.low, self.high)


def _as_range(value: Any) -> Any:
    """`30`, `"20-50"` and `"<5"` are ranges too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"low": value, "high": value}
    if isinstance(value, str) and (found := re.fullmatch(r"(?:(\d+)\s*[-–]\s*|(<)\s*)?(\d+)", value.strip())):
        low, below, high = found.groups()
        return {"low": 0 if below else int(low or high), "high": int(high) - bool(below)}
    return value


Workers = Annotated[WorkersRange, BeforeValidator(_as_range)]


class SiteGiven(BaseModel):
    """A site as the monitor's people wrote it down; it is looked up in the register only by them."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    address: AddressLine | None = None
    country: Country


class FindingContent(BaseModel):
    """What a monitor says of a finding; each field may be left out here."""

    model_config = ConfigDict(extra="forbid")

    reference: Annotated[Code | None, Field(description="the monitor's own, never shown outside")] = None
    facility: SiteGiven | None = None
    facility_id: UUID | None = None
    method: Methods = []
    description_restricted: Annotated[Prose | None, Field(description="restricted: encrypted, not in lists")] = None
    salient_issue: Code | None = None
    rights_holders: Annotated[list[Code], Field(max_length=20)] = []
    workers_affected_estimate: Workers | None = None
    likelihood: Annotated[Measure | None, Field(description="of a potential harm alone")] = None
    imminent_danger: bool = False
    evidence_strength: EvidenceStrength | None = None
    retaliation_risk_note: Annotated[Prose | None, Field(description="restricted")] = None
    partner: Annotated[Line | None, Field(description="restricted: who works for the monitor on site")] = None
    sources: Annotated[Prose | None, Field(description="restricted")] = None
    remedy_sought: Annotated[Prose | None, Field(description="restricted: what the workers ask for first")] = None
    do_not_contact_factory: bool = False
    embargo_until: Annotated[date | None, Field(description="the first day on which anybody else may know")] = None


class FindingIn(FindingContent):
    """A finding as a monitor's author drafts it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "facility": {
                        "name": "Havenkant Assembly Works",
                        "address": "12 Example Dock Road, Shenzhen",
                        "country": "CN",
                    },
                    "period_from": "2026-03-01",
                    "period_to": "2026-04-30",
                    "method": ["worker_interviews_offsite"],
                    "summary_public": "Overtime beyond the legal limit, part of it not paid.",
                    "description_restricted": "What the monitor alone may know.",
                    "provisions": ["HR01", "WG03"],
                    "scale": 3,
                    "scope": 3,
                    "irremediability": 2,
                    "severity_motive": "Income and health of most of the line are affected.",
                    "source_risk": "high",
                    "declaration_no_personal_data": True,
                }
            ]
        },
    )

    period_from: date
    period_to: date
    summary_public: Annotated[Prose, Field(description="what every audience reads")]
    provisions: Provisions
    actual_or_potential: Certainty = Certainty.ACTUAL
    scale: Measure
    scope: Measure
    irremediability: Measure
    severity_motive: Annotated[Prose, Field(description="restricted")]
    source_risk: Annotated[SourceRisk, Field(description="`unknown` counts as `high`")]
    declaration_no_personal_data: Annotated[
        bool, Field(description="must be true: nothing here lets a worker be recognised")
    ]


class FindingPatch(FindingContent, Patch):
    """What may change of a finding (RFC 7396).

    The content changes in draft, returned or amended; once it is released the monitor's editor still sets
    `remediation_status`, `do_not_contact_factory` and `embargo_until`.
    """

    clearable: ClassVar[frozenset[str]] = frozenset(
        {
            "reference",
            "description_restricted",
            "salient_issue",
            "workers_affected_estimate",
            "likelihood",
            "evidence_strength",
            "retaliation_risk_note",
            "partner",
            "sources",
            "remedy_sought",
            "embargo_until",
        }
    )

    period_from: date | None = None
    period_to: date | None = None
    summary_public: Prose | None = None
    provisions: Provisions | None = None
    actual_or_potential: Certainty | None = None
    scale: Measure | None = None
    scope: Measure | None = None
    irremediability: Measure | None = None
    severity_motive: Prose | None = None
    source_risk: SourceRisk | None = None
    remediation_status: RemediationStatus | None = None


class Checklist(BaseModel):
    """The editor's safety check; every point must hold."""

    model_config = ConfigDict(extra="forbid")

    no_personal_data: bool = False
    period_is_coarse: bool = False
    sources_consented: bool = False


class ReleaseTerms(BaseModel):
    """To whom, and which site it is."""

    model_config = ConfigDict(extra="forbid")

    audiences: Annotated[list[Audience], Field(max_length=4)] = []
    facility_id: Annotated[UUID | None, Field(description="the site, confirmed by the editor")] = None
    facility: Annotated[
        Literal["new"] | None, Field(description="enter the site as given in the register, as public source")
    ] = None
    named_buyers: Annotated[list[UUID], Field(max_length=200)] = []
    informed_consent_confirmed: Annotated[
        bool, Field(description="the workers or their organisation agree that the supplier is told")
    ] = False


class FindingMove(ReleaseTerms):
    """A transition; `checklist` belongs to `validated`, the terms of release to `shared`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "shared",
                    "audiences": ["affiliates"],
                    "facility_id": "0198c0de-0000-4000-8000-000000000001",
                    "reason": "The workers ask that buyers know before the employer does.",
                }
            ]
        },
    )

    to: FindingStatus
    reason: Prose | None = None
    checklist: Checklist | None = None


class PreviewIn(ReleaseTerms):
    """A release that is only being considered."""


class PreviewOut(BaseModel):
    """How many organisations a release would newly reach, and what it would ask for."""

    readers: dict[Audience, int]
    suppliers_without_account: int
    needs_reason: bool
    needs_consent: bool
    needs_second_person: bool


class ReleaseOut(BaseModel, from_attributes=True):
    """A release that was made."""

    id: UUID
    audiences: list[Audience]
    released_at: datetime
    released_by: UUID
    consent_confirmed: bool
    readers: int
    announced_at: datetime | None = Field(description="null while an embargo lasts")


class ReplyIn(BaseModel):
    """A company's answer to a finding."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "We have asked the factory for its records."}]}
    )

    text: Prose


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
