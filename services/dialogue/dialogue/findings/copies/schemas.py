"""The copy of a finding for its audience: all that organisations other than its monitor see of it.

It has a schema of its own, so that no new column of a finding can reach a reader by accident: no names of authors,
no version, no partner, no method, the period by month, the release by day, and a revision that counts only what
this reader could see.
"""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.findings.assessment.rules import Severity
from dialogue.findings.assessment.schemas import MainIssue, RightsHolders
from dialogue.findings.reactions.rules import ReactionStatus
from dialogue.findings.reactions.schemas import ReactionShown
from dialogue.findings.remedy.schemas import ConfirmationOut
from dialogue.findings.rules import Certainty, FindingStatus, RemediationStatus, ReplyKind


class Deadlines(BaseModel):
    """How many days after the release a company has to answer."""

    acknowledge: int = Field(description="Working days to confirm that it was received.", examples=[5])
    protect: int | None = Field(description="Days to protect the workers at once. Null: not required.")
    plan: int = Field(description="Days to send a plan for the remedy.", examples=[14])
    remedy: int = Field(description="Days to complete the remedy.", examples=[90])


class CompanyResponse(BaseModel, from_attributes=True):
    """A reply of a company to a finding."""

    kind: ReplyKind = Field(description="Whether it replies or disputes.")
    text: str = Field(description="The reply.", examples=["We have asked the factory for its records."])
    replied_on: date = Field(description="The day of the reply.")


class FindingCopyItem(BaseModel):
    """A released finding in a list."""

    id: UUID = Field(description="The finding.")
    revision: int = Field(
        description="The revision of your copy, from 1; it grows when the copy changes.", examples=[1]
    )
    released_on: date = Field(description="The day it was released to you.")
    monitor_id: UUID = Field(description="The monitor that found it.")
    monitor_name: str = Field(description="The name of the monitor.", examples=["Monitor of Voorbeeld"])
    status: FindingStatus = Field(description="The status of the finding.")
    facility_id: UUID = Field(description="The site, in the register of facilities.")
    facility_name: str = Field(description="The name of the site.", examples=["Havenkant Assembly Works"])
    facility_country: str = Field(description="The country of the site, ISO 3166-1 alpha-2.", examples=["CN"])
    period_from: str = Field(examples=["2026-03"], description="The first month of the period.")
    period_to: str = Field(examples=["2026-04"], description="The last month of the period.")
    summary_public: str = Field(
        description="What happened.", examples=["Overtime beyond the legal limit, part of it not paid."]
    )
    provisions: list[str] = Field(
        description="Codes of the standards that were breached, from the code lists `provisions` and `practices`.",
        examples=[["HR01", "WG03"]],
    )
    salient_issue: MainIssue
    actual_or_potential: Certainty = Field(description="Whether the harm is actual or potential.")
    severity: Severity = Field(description="How severe the harm is.")
    remediation_status: RemediationStatus = Field(description="How far the remedy has come.")
    do_not_contact_factory: bool = Field(
        description="True if the site must not be contacted about it, because workers could be harmed."
    )


class FindingCopy(FindingCopyItem):
    """A finding as it was released to your organisation."""

    rights_holders: RightsHolders
    workers_affected_estimate: str | None = Field(
        description="How many workers are affected, such as `20-50`; fewer than five are `<5`. Null: not known."
    )
    deadlines: Deadlines = Field(description="How long a company has to answer, by the severity.")
    company_responses: list[CompanyResponse] = Field(
        description="Replies of companies, oldest first: your own, those of your suppliers, and published ones; a"
        " supplier sees only its own. Empty: none."
    )
    reactions: list[ReactionShown] = Field(
        description="What companies have said, oldest first: a supplier sees its own reaction, a buyer those of its"
        " suppliers. Empty: nothing."
    )
    workers_confirmation: ConfirmationOut | None = Field(
        description="How many workers confirmed the remedy. Null: it is not closed as remedied."
    )
    buyers_contribution: str | None = Field(
        description="What buyers contributed to the harm or to its remedy; `none` if nothing. Null: it is not"
        " closed as remedied.",
        examples=["none"],
    )
    allowed_transitions: list[ReactionStatus] = Field(
        description="The states that you can move your own reaction to now. Empty: you cannot react."
    )
