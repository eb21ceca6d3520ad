"""Events of the gateway about organisations that represent a supplier."""

from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from suppliers.links.actions import keep_confirmation
from suppliers.representatives import actions


class SupplierLinkEvent(BaseModel):
    """Payload of the `supplier_link` events, as far as it is used: who represents which supplier to whom.

    A link to the platform has its organisation as `buyer_id`, and opens nothing.
    """

    supplier_id: UUID
    buyer_id: UUID
    org_id: UUID
    is_of_buyer: bool = True

    def parties(self) -> dict[str, UUID]:
        return {"supplier_id": self.supplier_id, "buyer_id": self.buyer_id, "org_id": self.org_id}

    def parties_with_platform(self) -> dict[str, UUID]:
        return {"supplier_id": self.supplier_id, "platform_id": self.buyer_id, "org_id": self.org_id}


async def on_link_made(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    await actions.admit(session, **link.parties(), is_confirmed=False)


async def on_link_confirmed(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    if link.is_of_buyer:
        await actions.admit(session, **link.parties(), is_confirmed=True)
    else:
        await actions.confirm(session, **link.parties_with_platform())


async def on_link_kept(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    await keep_confirmation(session, **link.parties_with_platform())


async def on_link_refused(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    actor = machine("suppliers", person=event.actor, org=event.actor_org)
    await actions.dismiss(session, actor, **link.parties())


async def on_link_ended(session: AsyncSession, event: Event) -> None:
    link = SupplierLinkEvent.model_validate(event.payload)
    await actions.part(session, **link.parties())


HANDLERS: dict[str, Handler] = {
    "supplier_link.made": on_link_made,
    "supplier_link.confirmed": on_link_confirmed,
    "supplier_link.kept": on_link_kept,
    "supplier_link.refused": on_link_refused,
    "supplier_link.ended": on_link_ended,
}
