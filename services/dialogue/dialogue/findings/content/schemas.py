"""Findings on the wire, as their monitor writes them."""

import re
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from chassis.dates import Day, PeriodEnd, PeriodStart
from chassis.patches import Patch
from chassis.stored_values import on_input
from chassis.text import Code, Country, Line, Prose, as_list, storable, visible
from dialogue.findings.assessment.schemas import (
    Irremediability,
    Likelihood,
    MainIssue,
    Provisions,
    RightsHolders,
    Scale,
    ScopeOfHarm,
)
from dialogue.findings.content.workers.schemas import Workers
from dialogue.findings.rules import Certainty, EvidenceStrength, RemediationStatus, SourceRisk

AddressLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    on_input(storable),
    on_input(visible),
]
Summary = Annotated[Prose, Field(description="What happened, for every reader; it names no person.")]
Motive = Annotated[Prose, Field(description="Why the measures are what they are. Restricted to the monitor.")]
Risk = Annotated[
    SourceRisk,
    Field(description="How much the people who spoke could suffer for it; `unknown` is treated as `high`."),
]
Certain = Annotated[
    Certainty, Field(description="Whether the harm happened (`actual`) or may happen (`potential`).")
]


def _as_code(value: Any) -> Any:
    return re.sub(r"\s+", "_", value.strip().lower()) if isinstance(value, str) else value


Methods = Annotated[
    list[Annotated[Code, BeforeValidator(_as_code)]],
    BeforeValidator(as_list),
    Field(
        max_length=10,
        description="How it was found: `worker_interviews_offsite`, `survey`, `document_review`, `complaint`,"
        " `desk_research`, `joint_investigation`, or a code of the monitor's own. Only the monitor reads it.",
        examples=[["worker_interviews_offsite"]],
    ),
]


class SiteGiven(BaseModel):
    """A site in the monitor's own words; it need not be in the register of facilities."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(description="The name of the site.")
    address: AddressLine | None = Field(None, description="The address in one line. Null: not known.")
    country: Country


class FindingContent(BaseModel):
    """What a monitor writes in a finding; each of these fields may be left out."""

    model_config = ConfigDict(extra="forbid")

    reference: Code | None = Field(None, description="The monitor's own reference; only the monitor reads it.")
    facility: SiteGiven | None = Field(
        None, description="The site in the monitor's own words. Give this or `facility_id`, not both."
    )
    facility_id: UUID | None = Field(
        None, description="The site in the register of facilities. Give this or `facility`, not both."
    )
    method: Methods = []
    description_restricted: Prose | None = Field(
        None, description="What happened, in detail. Restricted to the monitor. Null: not written."
    )
    salient_issue: MainIssue = None
    rights_holders: RightsHolders = []
    workers_affected_estimate: Workers | None = Field(
        None,
        description='How many workers are affected: a range, a number, or a text such as `"20-50"` or `"<5"`. Null:'
        " not known.",
    )
    likelihood: Likelihood = None
    imminent_danger: bool = Field(False, description="True if workers are in danger right now.")
    evidence_strength: EvidenceStrength | None = Field(None, description="What it is based on. Null: not said.")
    retaliation_risk_note: Prose | None = Field(
        None, description="Who could suffer for it, and how. Restricted to the monitor. Null: not written."
    )
    partner: Line | None = Field(
        None, description="Who works for the monitor at the site. Restricted to the monitor. Null: not written."
    )
    sources: Prose | None = Field(
        None, description="Where it comes from. Restricted to the monitor. Null: not written."
    )
    remedy_sought: Prose | None = Field(
        None, description="What the workers ask for first. Restricted to the monitor. Null: not written."
    )
    do_not_contact_factory: bool = Field(
        False, description="True if the site must not be contacted about it, because workers could be harmed."
    )
    embargo_until: Day | None = Field(
        None, description="The first day on which readers see it. Null: as soon as it is released."
    )


class FindingIn(FindingContent):
    """A finding that a monitor drafts."""

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
                    "description_restricted": "What only the monitor may know.",
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

    period_from: PeriodStart = Field(
        description="The first day of the period. A month (`2026-03`) means its first day."
    )
    period_to: PeriodEnd = Field(
        description="The last day of the period. A month (`2026-04`) means its last day, today for the current one."
    )
    summary_public: Summary
    provisions: Provisions
    actual_or_potential: Certain = Certainty.ACTUAL
    scale: Scale
    scope: ScopeOfHarm
    irremediability: Irremediability
    severity_motive: Motive
    source_risk: Risk
    declaration_no_personal_data: bool = Field(
        description="Must be true: nothing in the text makes a worker recognisable."
    )


class FindingPatch(FindingContent, Patch):
    """What may change in a finding (RFC 7396): absent fields stay as they are.

    The content changes while it is a draft, returned or being amended. In a validated finding, the monitor's editor
    confirms the site (`facility_id`), once. After the release, the site stays (a new one, once a reader knows it),
    and the editor changes only `remediation_status`, `do_not_contact_factory` and `embargo_until`. In every state,
    an editor changes the risk of the source (`source_risk`, `proposed_source_risk`), and all who write findings can
    withdraw the consent of the people who spoke (`is_consent_withdrawn`).

    Two people lessen what protects the people who spoke: one proposes the change (`is_proposal`), then an editor
    who is another person sends the same one. This is so in every state for `do_not_contact_factory` and
    `is_consent_withdrawn` from true to false. If the finding is released and the risk of its source is high or
    unknown, it is also so for what readers see, for the site of a finding whose site was new, and for an embargo
    that ends earlier.
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
            "proposed_source_risk",
        }
    )

    period_from: PeriodStart | None = Field(None, description="The first day of the period, or its first month.")
    period_to: PeriodEnd | None = Field(None, description="The last day of the period, or its last month.")
    summary_public: Summary | None = Field(None, description="What happened, for every reader; it names no person.")
    provisions: Provisions | None = Field(None, description="The new list of codes; it replaces the old one.")
    actual_or_potential: Certain | None = Field(None, description="Whether the harm happened or may happen.")
    scale: Scale | None = Field(None, description="How serious the harm is, from 1 (least) to 4 (most).")
    scope: ScopeOfHarm | None = Field(
        None, description="How many workers are affected, from 1 (fewest) to 4 (most)."
    )
    irremediability: Irremediability | None = Field(
        None, description="How hard the harm is to repair, from 1 (easiest) to 4 (impossible)."
    )
    severity_motive: Motive | None = Field(None, description="Why the measures are what they are. Restricted.")
    source_risk: Risk | None = Field(
        None,
        description="How much the people who spoke could suffer for it. To lower it takes two people: one proposes"
        " the lower risk (`proposed_source_risk`), and another one, an editor, sets it here.",
    )
    proposed_source_risk: Risk | None = Field(
        None,
        description="The lower risk that you propose. Another person, an editor, can then set it in `source_risk`."
        " Null withdraws the proposal.",
    )
    source_risk_motive: Prose | None = Field(
        None, description="Why the risk changes; required for a lower one. Restricted to the monitor."
    )
    is_consent_withdrawn: bool | None = Field(
        None,
        description="True withdraws the consent of the people who spoke, in every state, at once: nobody else gets"
        " the finding, and readers who know it keep it. False records that they agree again; two people do that.",
    )
    consent_note: Prose | None = Field(
        None, description="What was said about the consent. Restricted to the monitor. Null: nothing."
    )
    is_proposal: bool = Field(
        False,
        description="True if the change is only proposed: nothing changes until another editor sends exactly the"
        " same fields without it. Only for changes that need a second person.",
    )
    remediation_status: RemediationStatus | None = Field(None, description="How far the remedy has come.")
