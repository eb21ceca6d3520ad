"""What the accounts say about who speaks for a supplier, taken in from the gateway's feed."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from suppliers.links import actions, closing


def _parties(event: Event) -> dict[str, UUID]:
    return {name: UUID(event.payload[name]) for name in ("supplier_id", "buyer_id", "org_id")}


async def note_link(session: AsyncSession, event: Event) -> None:
    await actions.link(session, **_parties(event), is_confirmed=False)


async def note_confirmation(session: AsyncSession, event: Event) -> None:
    await actions.link(session, **_parties(event), is_confirmed=True)


async def note_refusal(session: AsyncSession, event: Event) -> None:
    await closing.unlink(session, **_parties(event))


HANDLERS: dict[str, Handler] = {
    "supplier_link.made": note_link,
    "supplier_link.confirmed": note_confirmation,
    "supplier_link.refused": note_refusal,
}
