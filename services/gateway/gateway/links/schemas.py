"""Supplier links and affiliations on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.rows import StampedOut
from chassis.text import Prose
from gateway.links.rules import LinkBasis, LinkStatus

Reason = Annotated[Prose, Field(max_length=2000)]


class LinkQuery(ListQuery):
    """Which links a list holds."""

    status: LinkStatus | None = Field(None, description="Only links with this status.")
    supplier_id: UUID | None = Field(None, description="Only links of this supplier.")


class LinkItem(StampedOut):
    """A supplier link in a list."""

    buyer_id: UUID = Field(description="The buyer that invited the supplier's first person.")
    buyer_name: str = Field(description="The name of the buyer.", examples=["City of Voorbeeld"])
    supplier_id: UUID = Field(description="The supplier.")
    organisation_id: UUID = Field(
        description="The organisation through which the supplier's people work with this buyer."
    )
    organisation_name: str = Field(description="The name of that organisation.", examples=["Meridiaan Devices"])
    status: LinkStatus = Field(
        description="`pending` until the platform decides whether the organisation represents the whole supplier."
    )
    basis: LinkBasis | None = Field(
        description="The evidence for a confirmation; null unless status is `confirmed`."
    )
    reason: str | None = Field(description="The reason that the platform gave; null if it gave none.")
    decided_at: datetime | None = Field(description="When the platform decided last; null before that.")
    decided_by: UUID | None = Field(description="The person who decided last; null before that.")


class LinkOut(LinkItem):
    """The organisation through which a supplier's people work with one buyer."""

    allowed_transitions: list[LinkStatus] = Field(
        description="The statuses that you may choose now with `POST …/transitions`."
    )


class LinkTransition(BaseModel):
    """The platform's decision on whether the organisation represents the supplier as a whole."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"to": "confirmed", "basis": "domain", "reason": "Mail from the supplier's own domain."}]
        },
    )

    to: LinkStatus = Field(description="The new status: `confirmed` or `refused`.")
    basis: LinkBasis | None = Field(None, description="The evidence. Required for `confirmed`, ignored otherwise.")
    reason: Reason | None = Field(
        None, description="Why it was decided so; both sides read it. Required for `refused`."
    )


class AffiliationIn(BaseModel):
    """A buyer's affiliation to a monitor. Both days of a period are included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"buyer_id": "01939d4c-7b1a-7c3e-9a51-0242ac120002", "valid_from": "2026-01-01"}]
        },
    )

    buyer_id: UUID = Field(description="The buyer.")
    monitor_id: UUID | None = Field(
        None, description="The monitor. A monitor may leave it out, or give its own id only."
    )
    valid_from: Day | None = Field(None, description="The first day; today (UTC) if null.")
    valid_to: Day | None = Field(None, description="The last day; null if no end is agreed.")


class AffiliationItem(StampedOut):
    """An affiliation in a list."""

    buyer_id: UUID = Field(description="The buyer.")
    buyer_name: str = Field(description="The name of the buyer.", examples=["City of Voorbeeld"])
    monitor_id: UUID = Field(description="The monitor.")
    monitor_name: str = Field(description="The name of the monitor.", examples=["Lantern Labour Watch"])
    valid_from: date = Field(description="The first day, included.")
    valid_to: date | None = Field(description="The last day, included; null if no end is known.")
    reason: str | None = Field(description="Why it was ended; null if no reason was given.")


class AffiliationOut(AffiliationItem):
    """A buyer's affiliation to a monitor."""


class AffiliationTransition(BaseModel):
    """The end of an affiliation."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "ended", "reason": "Left the scheme."}]}
    )

    to: Literal["ended"] = Field(description="Always `ended`.")
    valid_to: Day | None = Field(None, description="The last day, included; today (UTC) if null.")
    reason: Reason | None = Field(None, description="Why it ends. May be left out.")
