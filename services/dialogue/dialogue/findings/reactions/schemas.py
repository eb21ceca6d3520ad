"""Reactions of companies on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Prose
from dialogue.findings.reactions.rules import ReactionStatus


class ReactionShown(BaseModel, from_attributes=True):
    """What a company has said of a finding."""

    supplier_id: UUID = Field(description="The supplier that the company represents.")
    status: ReactionStatus = Field(description="What it has said.")
    reacted_on: date = Field(description="The day on which the status became what it is.")


class ReactionOut(ReactionShown):
    """What a company has said of a finding, as the monitor sees it."""

    organisation_id: UUID = Field(description="The organisation of the company.")
    allowed_transitions: list[ReactionStatus] = Field(
        description="The answers that you can give to it now. Empty: none."
    )


class ReactionTransition(BaseModel):
    """The monitor's answer to what a company has said."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"to": "answered", "reason": "The records of the site show the month."}]},
    )

    to: ReactionStatus = Field(description="One of the reaction's `allowed_transitions`.")
    reason: Prose | None = Field(
        None,
        description="Why, for the monitor's own records; required for `answered` and `remediation_refused`.",
    )
