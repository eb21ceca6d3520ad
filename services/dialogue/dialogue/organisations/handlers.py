"""The gateway's feed: who the organisations are, and which buyers are affiliated to which monitor."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from dialogue.organisations import actions


class OrganisationEvent(BaseModel):
    """Payload of `organisation.registered`."""

    organisation_id: UUID
    name: str
    kind: str
    supplier_id: UUID | None = None


class AffiliationEvent(BaseModel):
    """Payload of `affiliation.started` and `affiliation.ended`; both dates are included."""

    buyer_id: UUID
    monitor_id: UUID
    valid_from: date = Field(alias="from")
    valid_until: date | None = Field(None, alias="to")


async def on_organisation(session: AsyncSession, event: Event) -> None:
    organisation = OrganisationEvent.model_validate(event.payload)
    row = organisation.model_dump(exclude={"organisation_id"})
    await actions.copy_organisation(session, organisation.organisation_id, row)


async def on_affiliation(session: AsyncSession, event: Event) -> None:
    affiliation = AffiliationEvent.model_validate(event.payload)
    await actions.copy_affiliation(session, affiliation.model_dump())


HANDLERS: Mapping[str, Handler] = {
    "organisation.registered": on_organisation,
    "affiliation.started": on_affiliation,
    "affiliation.ended": on_affiliation,
}
