"""The gateway's feed: which organisation represents which supplier, and so which dialogues it takes part in."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller, machine
from chassis.feed import Event
from chassis.followers import Handler
from dialogue.dialogues.participants.actions import admit_supplier, hold_pair, remove_supplier
from dialogue.organisations.handlers import upsert
from dialogue.organisations.rules import LinkStatus
from dialogue.tables import SupplierLink


class SupplierLinkEvent(BaseModel):
    """Payload of the `supplier_link` events: `org_id` represents the supplier, invited by the buyer."""

    buyer_id: UUID
    supplier_id: UUID
    org_id: UUID
    org_name: str


async def on_link_made(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.PENDING)


async def on_link_confirmed(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.CONFIRMED)


async def _link(session: AsyncSession, event: Event, status: LinkStatus) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    await hold_pair(session, buyer_id=link.buyer_id, supplier_id=link.supplier_id)
    row = link.model_dump(exclude={"org_name"}) | {"status": status}
    await upsert(session, SupplierLink, row, key=("buyer_id", "supplier_id", "org_id"))
    await admit_supplier(session, _actor(event), **link.model_dump(exclude={"org_name"}))


async def on_link_refused(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    await hold_pair(session, buyer_id=link.buyer_id, supplier_id=link.supplier_id)
    refused = delete(SupplierLink).where(
        col(SupplierLink.buyer_id) == link.buyer_id,
        col(SupplierLink.supplier_id) == link.supplier_id,
        col(SupplierLink.org_id) == link.org_id,
    )
    await session.exec(refused)
    await remove_supplier(session, _actor(event), **link.model_dump(exclude={"org_name"}))


def _actor(event: Event) -> Caller:
    """This service, in the name of the person who caused the event."""
    return machine("dialogue", person=event.actor, org=event.actor_org)


HANDLERS: Mapping[str, Handler] = {
    "supplier_link.made": on_link_made,
    "supplier_link.confirmed": on_link_confirmed,
    "supplier_link.refused": on_link_refused,
}
