"""Transitions of a finding on the wire: the checklist of a validation, the terms of a release."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Prose
from dialogue.findings.candidates.schemas import SupplierCandidate
from dialogue.findings.reactions.rules import ReactionStatus
from dialogue.findings.recipients.rules import Omission
from dialogue.findings.release.rules import Audience, Need
from dialogue.findings.remedy.schemas import ConfirmationIn
from dialogue.findings.rules import FindingStatus


class Checklist(BaseModel):
    """The safety check of the editor; every point must be true to validate a finding."""

    model_config = ConfigDict(extra="forbid")

    no_personal_data: bool = Field(False, description="True if nothing makes a worker recognisable.")
    period_is_coarse: bool = Field(
        False, description="True if the period does not reveal when the monitor was there."
    )
    sources_consented: bool = Field(False, description="True if the people who spoke agree to the finding.")


class ReleaseTerms(BaseModel):
    """Who will read a finding, and which site it is about."""

    model_config = ConfigDict(extra="forbid")

    audiences: list[Audience] = Field(
        [], max_length=4, description="Who will read it; required for a release. Empty: no release."
    )
    facility_id: UUID | None = Field(
        None,
        description="The site in the register, confirmed by the editor. Null: `facility` is given, or the site is"
        " confirmed already; a confirmed site cannot be changed here.",
    )
    facility: Literal["new"] | None = Field(
        None,
        description="`new` enters the site in the register, as the monitor described it, when the first"
        " reader gets the finding. Null: it is there, or was released as new before.",
    )
    named_buyers: list[UUID] = Field(
        [], max_length=200, description="The buyers of the audience `named_buyers`; otherwise empty."
    )
    suppliers: list[UUID] = Field(
        [],
        max_length=200,
        description="The suppliers of the audience `supplier`, all eligible in `release-preview`; otherwise"
        " empty. No other supplier reads it.",
    )
    informed_consent_confirmed: bool = Field(
        False,
        description="True if the workers, or their organisation, agree that these audiences read it. Required if"
        " the risk of the source is high or unknown.",
    )


class FindingTransition(ReleaseTerms):
    """A transition of a finding; `validated` needs the checklist, `shared` the terms of the release."""

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

    to: FindingStatus | ReactionStatus = Field(
        description="One of `allowed_transitions`: the new status of the finding, or of a company's own reaction."
    )
    reason: Prose | None = Field(
        None,
        description="Why. Many transitions need it, such as `returned`, `disputed` and `withdrawn`; so do releases"
        " to others before the supplier, and all releases if the risk of the source is high or unknown.",
    )
    workers_confirmation: ConfirmationIn | None = Field(
        None, description="What the workers say of the remedy, in numbers; required for `closed`."
    )
    buyers_contribution: Prose | None = Field(
        None,
        description="What buyers contributed to the harm or to its remedy, or `none`; required for `closed`.",
    )
    checklist: Checklist | None = Field(None, description="The safety check; required for `validated`.")
    is_proposal: bool = Field(
        False,
        description="True if the transition is only proposed: nothing changes until another editor sends exactly"
        " the same fields without it. Only for `closed`, if the risk of the source is high or unknown.",
    )


class PreviewIn(ReleaseTerms):
    """A release that is only considered; nothing is saved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"audiences": ["supplier", "affiliates"]}]})

    reason: Prose | None = Field(None, description="Why, as the release would say it. Null: no reason.")


class PreviewOut(BaseModel):
    """How many organisations a release would newly reach, and what it would need."""

    readers: dict[Audience, int] = Field(
        description="How many new organisations would read it, by audience. An organisation is counted once.",
        examples=[{"supplier": 1, "affiliates": 4}],
    )
    supplier_candidates: list[SupplierCandidate] = Field(
        description="The suppliers at the site that you may know of. Empty: none, or the finding is not validated,"
        " its site is not confirmed, or `audiences` is without `supplier`."
    )
    needs: list[Need] = Field(
        description="What a release with these terms still needs; it is refused until you add it. Empty: nothing.",
        examples=[["consent"]],
    )


class OmittedOut(BaseModel):
    """A recipient of a release who was not told of the finding."""

    organisation_id: UUID = Field(description="The organisation.")
    reason: Omission = Field(description="Why it was not told.")


class ReleaseOut(BaseModel, from_attributes=True):
    """A release of a finding."""

    id: UUID = Field(description="The release.")
    audiences: list[Audience] = Field(description="Who can read it since then.")
    released_at: datetime = Field(description="When it was released.")
    released_by: UUID = Field(description="The person who released it.")
    consent_confirmed: bool = Field(description="True if the consent of the workers was confirmed.")
    readers: int = Field(description="How many new organisations it reached, or will reach.", examples=[5])
    omitted: list[OmittedOut] = Field(
        description="Recipients who could not be told when the others were, because they had left the audience."
        " Empty: none, or nobody is informed yet."
    )
    announced_at: datetime | None = Field(
        description="When its readers got an event about it. Null: an embargo has not ended yet, or it is held."
    )
    held_for: list[Need] = Field(
        description="What it lacks because the risk of the source was raised after it, or consent was withdrawn:"
        " while it does, nobody is informed, also when the embargo ends. If only the risk was raised, another"
        " release, by a second person and with the consent of the workers, can reach the same readers. Empty: it is"
        " not held.",
        examples=[["consent", "second_person"]],
    )
