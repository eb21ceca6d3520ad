"""The gateway's feed: who the organisations are, who monitors for whom, who speaks for which supplier."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from dialogue.dialogues.queries import hold_pair
from dialogue.following.parties import let_in, see_out
from dialogue.following.rules import LinkStatus
from dialogue.tables import Affiliation, Dialogue, Organisation, SupplierLink


class OrganisationSaid(BaseModel):
    organisation_id: UUID
    name: str
    kind: str
    supplier_id: UUID | None = None


class AffiliationSaid(BaseModel):
    buyer_id: UUID
    monitor_id: UUID
    valid_from: date = Field(alias="from")
    valid_until: date | None = Field(None, alias="to")


class LinkSaid(BaseModel):
    buyer_id: UUID
    supplier_id: UUID
    org_id: UUID
    org_name: str


async def _upsert(session: AsyncSession, table: Any, row: Mapping[str, Any], *, key: tuple[str, ...]) -> None:
    """Write the row as the feed says it: an event may speak of what an earlier one said already."""
    statement = insert(table).values(**row)
    rest = {name: statement.excluded[name] for name in row if name not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=rest))


async def on_organisation(session: AsyncSession, event: Event) -> None:
    said = OrganisationSaid.model_validate(event.payload)
    row = said.model_dump(exclude={"organisation_id"}) | {"id": said.organisation_id}
    await _upsert(session, Organisation, row, key=("id",))
    await session.exec(
        update(Dialogue).where(col(Dialogue.buyer_id) == said.organisation_id).values(buyer_name=said.name)
    )


async def on_affiliation(session: AsyncSession, event: Event) -> None:
    said = AffiliationSaid.model_validate(event.payload)
    await _upsert(session, Affiliation, said.model_dump(), key=("buyer_id", "monitor_id", "valid_from"))


async def on_link_made(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.PENDING)


async def on_link_confirmed(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.CONFIRMED)


async def _link(session: AsyncSession, event: Event, status: LinkStatus) -> None:
    said = LinkSaid.model_validate(event.payload)
    await hold_pair(session, buyer_id=said.buyer_id, supplier_id=said.supplier_id)
    row = said.model_dump(exclude={"org_name"}) | {"status": status}
    await _upsert(session, SupplierLink, row, key=("buyer_id", "supplier_id", "org_id"))
    await let_in(session, event, buyer_id=said.buyer_id, supplier_id=said.supplier_id, org_id=said.org_id)


async def on_link_refused(session: AsyncSession, event: Event) -> None:
    said = LinkSaid.model_validate(event.payload)
    await hold_pair(session, buyer_id=said.buyer_id, supplier_id=said.supplier_id)
    refused = delete(SupplierLink).where(
        col(SupplierLink.buyer_id) == said.buyer_id,
        col(SupplierLink.supplier_id) == said.supplier_id,
        col(SupplierLink.org_id) == said.org_id,
    )
    await session.exec(refused)
    await see_out(session, event, buyer_id=said.buyer_id, supplier_id=said.supplier_id, org_id=said.org_id)


HANDLERS: Mapping[str, Handler] = {
    "organisation.registered": on_organisation,
    "affiliation.started": on_affiliation,
    "affiliation.ended": on_affiliation,
    "supplier_link.made": on_link_made,
    "supplier_link.confirmed": on_link_confirmed,
    "supplier_link.refused": on_link_refused,
}
