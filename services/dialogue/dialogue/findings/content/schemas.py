"""Findings on the wire, as their monitor writes them."""

import re
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chassis.dates import Day, PeriodEnd, PeriodStart
from chassis.patches import Patch
from chassis.text import Code, Country, Line, Prose, storable
from dialogue.findings.protection.rules import shown_range
from dialogue.findings.rules import Certainty, EvidenceStrength, RemediationStatus, SourceRisk

Measure = Annotated[int, Field(ge=1, le=4)]
AddressLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(storable)
]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_code(value: Any) -> Any:
    return re.sub(r"\s+", "_", value.strip().lower()) if isinstance(value, str) else value


Methods = Annotated[
    list[Annotated[Code, BeforeValidator(_as_code)]],
    BeforeValidator(_as_list),
    Field(
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
            raise ValueError("`low` is above `high`.")
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
    embargo_until: Annotated[Day | None, Field(description="the first day on which anybody else may know")] = None


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

    period_from: PeriodStart
    period_to: PeriodEnd
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

    model_config = ConfigDict(json_schema_extra={"examples": [{"embargo_until": "2026-05-04"}]})

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

    period_from: PeriodStart | None = None
    period_to: PeriodEnd | None = None
    summary_public: Prose | None = None
    provisions: Provisions | None = None
    actual_or_potential: Certainty | None = None
    scale: Measure | None = None
    scope: Measure | None = None
    irremediability: Measure | None = None
    severity_motive: Prose | None = None
    source_risk: SourceRisk | None = None
    remediation_status: RemediationStatus | None = None
