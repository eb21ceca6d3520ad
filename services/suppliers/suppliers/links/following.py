"""What the accounts say about who speaks for a supplier, taken in from the gateway's feed."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from suppliers.links import actions


async def note_link(session: AsyncSession, event: Event) -> None:
    said = event.payload
    await actions.link(
        session,
        supplier_id=UUID(said["supplier_id"]),
        buyer_id=UUID(said["buyer_id"]),
        org_id=UUID(said["org_id"]),
    )


HANDLERS: dict[str, Handler] = {"supplier_link.made": note_link, "supplier_link.confirmed": note_link}
