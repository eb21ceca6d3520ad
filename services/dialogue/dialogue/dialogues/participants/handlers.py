"""The gateway's feed: which organisation represents which supplier, and so which dialogues it takes part in."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller, machine
from chassis.feed import Event
from chassis.followers import Handler
from dialogue.dialogues.participants.actions import admit_supplier, hold_pair, remove_supplier
from dialogue.findings.readers.actions import end_reading
from dialogue.organisations.actions import link, unlink
from dialogue.organisations.rules import LinkStatus


class SupplierLinkEvent(BaseModel):
    """Payload of the `supplier_link` events, as far as it is used: `org_id` represents the supplier with the buyer.

    `is_confirmed`: the platform confirms the organisation, by this link or by that with another buyer.
    A link to the platform itself has its organisation as `buyer_id`; it keeps what the platform confirmed and opens
    no dossier.
    """

    buyer_id: UUID
    supplier_id: UUID
    org_id: UUID
    is_confirmed: bool = False

    def parties(self) -> dict[str, UUID]:
        return {"buyer_id": self.buyer_id, "supplier_id": self.supplier_id, "org_id": self.org_id}


async def on_link_made(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.PENDING)


async def on_link_confirmed(session: AsyncSession, event: Event) -> None:
    await _link(session, event, LinkStatus.CONFIRMED)


async def _link(session: AsyncSession, event: Event, status: LinkStatus) -> None:
    said = SupplierLinkEvent.model_validate(event.payload)
    await hold_pair(session, buyer_id=said.buyer_id, supplier_id=said.supplier_id)
    await link(session, **said.parties(), status=status)
    await admit_supplier(session, _actor(event), **said.parties())


async def on_link_refused(session: AsyncSession, event: Event) -> None:
    said = SupplierLinkEvent.model_validate(event.payload)
    await hold_pair(session, buyer_id=said.buyer_id, supplier_id=said.supplier_id)
    await unlink(session, **said.parties())
    await remove_supplier(session, _actor(event), **said.parties())
    if not said.is_confirmed:
        await end_reading(session, said.org_id, said.supplier_id)


async def on_link_ended(session: AsyncSession, event: Event) -> None:
    """The organisation leaves the buyer's dossiers, and keeps the findings that it was told."""
    said = SupplierLinkEvent.model_validate(event.payload)
    await hold_pair(session, buyer_id=said.buyer_id, supplier_id=said.supplier_id)
    await unlink(session, **said.parties())
    await remove_supplier(session, _actor(event), **said.parties())


def _actor(event: Event) -> Caller:
    """This service, in the name of the person who caused the event."""
    return machine("dialogue", person=event.actor, org=event.actor_org)


HANDLERS: Mapping[str, Handler] = {
    "supplier_link.made": on_link_made,
    "supplier_link.confirmed": on_link_confirmed,
    "supplier_link.kept": on_link_confirmed,
    "supplier_link.refused": on_link_refused,
    "supplier_link.ended": on_link_ended,
}
