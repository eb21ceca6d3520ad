"""Findings on the wire, as their monitor reads them; what others read is in `copies`."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.assessment.schemas import (
    Irremediability,
    Likelihood,
    MainIssue,
    Provisions,
    RightsHolders,
    Scale,
    ScopeOfHarm,
    SeverityLevel,
)
from dialogue.findings.reactions.schemas import ReactionOut
from dialogue.findings.release.schemas import ReleaseOut
from dialogue.findings.remedy.schemas import ConfirmationOut
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
    """A finding in the list of its monitor."""

    status: FindingStatus = Field(description="The status of the finding.")
    reference: str | None = Field(description="The monitor's own reference. Null: none.")
    given_name: str | None = Field(description="The name of the site in the monitor's words. Null: not given.")
    given_country: str | None = Field(description="The country of the site, ISO 3166-1 alpha-2. Null: not given.")
    facility_id: UUID | None = Field(
        description="The site in the register. Null: not confirmed by a person yet, or not in the register yet."
    )
    facility_name: str | None = Field(description="The name of that site. Null: the same.")
    period_from: date = Field(description="The first day of the period.")
    period_to: date = Field(description="The last day of the period.")
    summary_public: str = Field(description="What happened, for every reader. Empty once it is withdrawn.")
    provisions: Provisions
    severity: SeverityLevel
    source_risk: SourceRisk = Field(
        description="How much the people who spoke could suffer for it; `unknown` is treated as `high`."
    )
    embargo_until: date | None = Field(description="The first day on which readers see it. Null: no embargo.")
    do_not_contact_factory: bool = Field(description="True if the site must not be contacted about it.")
    remediation_status: RemediationStatus = Field(description="How far the remedy has come.")


class FindingOut(FindingItem):
    """A finding as its monitor sees it; the restricted fields have an address of their own, `/restricted`."""

    given_address: str | None = Field(
        description="The address of the site in the monitor's words. Null: not given."
    )
    facility_country: str | None = Field(
        description="The country of the confirmed site. Null: not confirmed yet, or not in the register yet."
    )
    is_new_site: bool = Field(
        description="True if the finding is released with a new site that no reader knows yet. The site enters the"
        " register when the first reader gets the finding; until then you can still confirm another one (PATCH"
        " `facility_id`)."
    )
    is_consent_withdrawn: bool = Field(
        description="True if the people who spoke no longer agree that others read it. No release is possible, and"
        " nobody is informed by one that waits; readers who know the finding keep it."
    )
    proposed_source_risk: SourceRisk | None = Field(
        description="A lower risk that one person has proposed, and that another editor can set. Null: none."
    )
    risk_proposed_by: UUID | None = Field(description="The person who proposed it. Null: there is no proposal.")
    site_candidates: list[UUID] = Field(
        description="Facilities of a later disclosure that may be the site; none is confirmed yet. Empty: none."
    )
    method: list[str] = Field(
        description="How it was found. Empty: not said.", examples=[["worker_interviews_offsite"]]
    )
    salient_issue: MainIssue
    rights_holders: RightsHolders
    workers_affected_estimate: str | None = Field(
        description="How many workers are affected, such as `20-50`; fewer than five are `<5`. Null: not known."
    )
    actual_or_potential: Certainty = Field(description="Whether the harm is actual or potential.")
    scale: Scale
    scope: ScopeOfHarm
    irremediability: Irremediability
    likelihood: Likelihood
    imminent_danger: bool = Field(description="True if workers are in danger right now.")
    severity_index: int = Field(
        description="The severity as a number, from 1 (`low`) to 4 (`critical`).", examples=[4]
    )
    priority: int = Field(
        description="The severity times the likelihood, from 1 (least urgent) to 16 (most); an actual harm counts"
        " as likelihood 4.",
        examples=[16],
    )
    evidence_strength: EvidenceStrength | None = Field(description="What it is based on. Null: not said.")
    releases: list[ReleaseOut] = Field(description="The releases, oldest first. Empty: it was not released.")
    replies: list[ReplyOut] = Field(description="What companies replied, oldest first. Empty: nothing.")
    reactions: list[ReactionOut] = Field(description="What each company has said, oldest first. Empty: nothing.")
    workers_confirmation: ConfirmationOut | None = Field(
        description="How many workers confirmed the remedy. Null: it is not closed as remedied."
    )
    buyers_contribution: str | None = Field(
        description="What buyers contributed to the harm or to its remedy; `none` if nothing. Null: it is not"
        " closed as remedied.",
        examples=["none"],
    )
    allowed_transitions: list[FindingStatus] = Field(description="The states that you can move it to now.")
