"""Supplier links on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

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

    buyer_id: UUID = Field(
        description="The buyer that works with this organisation, or asks for it. If it is the platform's own id,"
        " the link keeps what the platform has confirmed, and opens nothing."
    )
    buyer_name: str = Field(description="The name of the buyer or of the platform.", examples=["City of Voorbeeld"])
    supplier_id: UUID = Field(description="The supplier.")
    organisation_id: UUID = Field(
        description="The organisation through which the supplier's people work with this buyer."
    )
    organisation_name: str = Field(description="The name of that organisation.", examples=["Meridiaan Devices"])
    status: LinkStatus = Field(
        description="`requested` until the organisation agrees; `pending` until the platform decides whether it"
        " represents the whole supplier."
    )
    basis: LinkBasis | None = Field(
        description="The evidence for a confirmation; null unless status is `confirmed`."
    )
    reason: str | None = Field(description="The reason of the last decision; null if none was given.")
    decided_at: datetime | None = Field(description="When the last decision was made; null before the first.")
    decided_by: UUID | None = Field(description="The person who made the last decision; null before the first.")


class LinkOut(LinkItem):
    """The organisation through which a supplier's people work with one buyer."""

    allowed_transitions: list[LinkStatus] = Field(
        description="The statuses that you may choose now with `POST …/transitions`."
    )


class LinkIn(BaseModel):
    """The supplier to whose organisation your organisation wants to be linked."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"supplier_id": "01939d4c-7b1a-7c3e-9a51-0242ac120002"}]}
    )

    supplier_id: UUID = Field(description="The supplier; the platform has confirmed an organisation for it.")


class LinkTransition(BaseModel):
    """A decision about a link: the supplier's organisation or the buyer decides about a request and ends a link,
    the platform confirms or refuses links."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"to": "confirmed", "basis": "domain", "reason": "Mail from the supplier's own domain."}]
        },
    )

    to: LinkStatus = Field(description="The new status; see `allowed_transitions`.")
    basis: LinkBasis | None = Field(None, description="The evidence. Required for `confirmed`, ignored otherwise.")
    reason: Reason | None = Field(
        None, description="Why it was decided so; both sides read it. Required for `refused` and `ended`."
    )
