"""The restricted fields of a finding on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from dialogue.findings.assessment.schemas import Irremediability, Likelihood, Scale, ScopeOfHarm
from dialogue.findings.consent.schemas import ConsentEntry
from dialogue.findings.reactions.rules import ReactionStatus
from dialogue.findings.replies.schemas import ReplyOut
from dialogue.findings.risk.schemas import RiskEntry
from dialogue.findings.rules import FindingStatus


class Remark(BaseModel):
    """The reason that an editor gave with a transition."""

    at: datetime = Field(description="When it was given.")
    by: UUID = Field(description="The person who gave it.")
    to: FindingStatus | ReactionStatus = Field(description="The new status, or that of a company's reaction.")
    text: str = Field(description="The reason.", examples=["The period is too exact."])


class Assessment(BaseModel):
    """The measures of the harm at one time, and why."""

    at: datetime = Field(description="When they were set.")
    by: UUID = Field(description="The person who set them.")
    scale: Scale
    scope: ScopeOfHarm
    irremediability: Irremediability
    likelihood: Likelihood
    motive: str = Field(
        description="Why the measures are what they are.",
        examples=["Income and health of most of the line are affected."],
    )


class ProposedChange(BaseModel):
    """A change of a released finding that one person has proposed and another editor can make."""

    at: datetime = Field(description="When it was proposed.")
    by: UUID = Field(description="The person who proposed it.")
    change: dict[str, JsonValue] = Field(
        description="The fields to send with their new values: in a PATCH, or, with `to`, in a transition.",
        examples=[{"embargo_until": None}],
    )


class WithdrawnWords(BaseModel):
    """The public text of a finding before it was withdrawn."""

    summary_public: str = Field(
        description="What happened, for every reader.",
        examples=["Overtime beyond the legal limit, part of it not paid."],
    )
    given_name: str | None = Field(description="The name of the site in the monitor's words. Null: not given.")
    given_address: str | None = Field(description="The address of the site. Null: not given.")
    facility_name: str | None = Field(description="The name of the confirmed site. Null: not confirmed.")
    buyers_contribution: str | None = Field(
        default=None, description="What buyers contributed to the harm or to its remedy. Null: not written."
    )
    replies: list[ReplyOut] = Field(description="What companies had replied. Empty: nothing.")


class RestrictedOut(BaseModel):
    """The restricted fields of a finding; each read is logged."""

    description_restricted: str | None = Field(
        default=None, description="What happened, in detail. Null: not written."
    )
    severity_motive: str = Field(
        description="Why the measures are what they are.",
        examples=["Income and health of most of the line are affected."],
    )
    retaliation_risk_note: str | None = Field(
        default=None, description="Who could suffer for it, and how. Null: not written."
    )
    partner: str | None = Field(
        default=None, description="Who works for the monitor at the site. Null: not written."
    )
    sources: str | None = Field(default=None, description="Where it comes from. Null: not written.")
    remedy_sought: str | None = Field(
        default=None, description="What the workers ask for first. Null: not written."
    )
    assessments: list[Assessment] = Field(description="The measures of the harm over time, oldest first.")
    risk_history: list[RiskEntry] = Field(
        default=[], description="What people did with the risk of the source, oldest first. Empty: nothing."
    )
    consent_history: list[ConsentEntry] = Field(
        default=[], description="When the people who spoke withdrew their consent or agreed again, oldest first."
    )
    proposed_change: ProposedChange | None = Field(
        default=None, description="A change that waits for another editor. Null: there is none."
    )
    remarks: list[Remark] = Field(default=[], description="The reasons of transitions, oldest first. Empty: none.")
    withdrawn: WithdrawnWords | None = Field(
        default=None, description="The public text before it was withdrawn. Null: it is not withdrawn."
    )
