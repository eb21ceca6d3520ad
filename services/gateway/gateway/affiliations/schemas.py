"""Affiliations on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Prose
from gateway.affiliations.rules import AffiliationStatus

Reason = Annotated[Prose, Field(max_length=2000)]


class AffiliationIn(BaseModel):
    """A proposal of a buyer or a monitor for an affiliation. Both days of a period are included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"buyer_id": "01939d4c-7b1a-7c3e-9a51-0242ac120002", "valid_from": "2026-01-01"}]
        },
    )

    buyer_id: UUID | None = Field(None, description="The buyer; a buyer that proposes may leave it out.")
    monitor_id: UUID | None = Field(None, description="The monitor; a monitor that proposes may leave it out.")
    valid_from: Day | None = Field(None, description="The first day; today (UTC) if null.")
    valid_to: Day | None = Field(None, description="The last day; null if no end is agreed.")


class AffiliationQuery(ListQuery):
    """Which affiliations a list holds."""

    status: AffiliationStatus | None = Field(None, description="Only affiliations with this status today.")


class AffiliationItem(StampedOut):
    """An affiliation in a list."""

    buyer_id: UUID = Field(description="The buyer.")
    buyer_name: str = Field(description="The name of the buyer.", examples=["City of Voorbeeld"])
    monitor_id: UUID = Field(description="The monitor.")
    monitor_name: str = Field(description="The name of the monitor.", examples=["Lantern Labour Watch"])
    proposed_by: UUID = Field(description="The organisation that proposed it: the buyer or the monitor.")
    status: AffiliationStatus = Field(
        description="The status today: `proposed` until the other side agrees, `ended` after the last day."
    )
    valid_from: date = Field(description="The first day, included.")
    valid_to: date | None = Field(description="The last day, included; null if no end is known.")
    reason: str | None = Field(description="Why it was ended, refused or withdrawn; null if no reason was given.")


class AffiliationOut(AffiliationItem):
    """A buyer's affiliation to a monitor."""

    allowed_transitions: list[AffiliationStatus] = Field(
        description="The statuses that you may choose now with `POST …/transitions`."
    )


class AffiliationTransition(BaseModel):
    """A decision about a proposal, or the end of an affiliation."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "ended", "reason": "Left the scheme."}]}
    )

    to: AffiliationStatus = Field(description="The new status; see `allowed_transitions`.")
    valid_to: Day | None = Field(
        None, description="For `ended`: the last day, included; today (UTC) if null. Not used otherwise."
    )
    reason: Reason | None = Field(None, description="Why; both sides read it. May be left out.")
