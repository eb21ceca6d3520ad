"""The gateway's feed: who the organisations are, and which buyers are affiliated to which monitor."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from dialogue.tables import Affiliation, Dialogue, Organisation


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
    """Copy the organisation, and keep its name in its dialogues the same."""
    organisation = OrganisationEvent.model_validate(event.payload)
    row = organisation.model_dump(exclude={"organisation_id"}) | {"id": organisation.organisation_id}
    await upsert(session, Organisation, row, key=("id",))
    own_dialogues = update(Dialogue).where(col(Dialogue.buyer_id) == organisation.organisation_id)
    await session.exec(own_dialogues.values(buyer_name=organisation.name))


async def on_affiliation(session: AsyncSession, event: Event) -> None:
    """Copy the affiliation with its first and last day."""
    affiliation = AffiliationEvent.model_validate(event.payload)
    await upsert(session, Affiliation, affiliation.model_dump(), key=("buyer_id", "monitor_id", "valid_from"))


async def upsert(session: AsyncSession, table: Any, row: Mapping[str, Any], *, key: tuple[str, ...]) -> None:
    """Insert the row or update it: an event may repeat what an earlier one said."""
    statement = insert(table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


HANDLERS: Mapping[str, Handler] = {
    "organisation.registered": on_organisation,
    "affiliation.started": on_affiliation,
    "affiliation.ended": on_affiliation,
}
