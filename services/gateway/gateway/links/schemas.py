"""Supplier links and affiliations on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.rows import StampedOut
from chassis.text import Prose
from gateway.links.rules import LinkBasis, LinkStatus

Reason = Annotated[Prose, Field(max_length=2000)]


class LinkItem(StampedOut):
    """A supplier link in a list."""

    buyer_id: UUID
    buyer_name: str
    supplier_id: UUID
    organisation_id: UUID
    organisation_name: str
    status: LinkStatus
    basis: LinkBasis | None
    reason: str | None
    decided_at: datetime | None
    decided_by: UUID | None


class LinkOut(LinkItem):
    """The organisation through which a supplier's people speak with one buyer."""

    allowed_transitions: list[LinkStatus]


class LinkTransition(BaseModel):
    """The platform's word on whether the organisation speaks for the supplier as a whole."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"to": "confirmed", "basis": "domain", "reason": "Mail from the supplier's own domain."}]
        },
    )

    to: LinkStatus
    basis: LinkBasis | None = None
    reason: Reason | None = None


class AffiliationIn(BaseModel):
    """Which buyer joins which monitor, and from when; both days of a period are included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"buyer_id": "01939d4c-7b1a-7c3e-9a51-0242ac120002", "valid_from": "2026-01-01"}]
        },
    )

    buyer_id: UUID
    monitor_id: UUID | None = Field(default=None, description="a monitor's own where it is not given")
    valid_from: Day | None = Field(default=None, description="today where it is not given")
    valid_to: Day | None = Field(default=None, description="the last day, where one is agreed")


class AffiliationItem(StampedOut):
    """An affiliation in a list."""

    buyer_id: UUID
    buyer_name: str
    monitor_id: UUID
    monitor_name: str
    valid_from: date
    valid_to: date | None
    reason: str | None


class AffiliationOut(AffiliationItem):
    """A buyer's affiliation to a monitoring organisation."""


class AffiliationTransition(BaseModel):
    """The end of an affiliation; its last day is today where `valid_to` is not given."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "ended", "reason": "Left the scheme."}]}
    )

    to: Literal["ended"]
    valid_to: Day | None = None
    reason: Reason | None = None
