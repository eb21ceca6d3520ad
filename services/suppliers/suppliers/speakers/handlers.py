"""Events of the gateway about organisations that represent a supplier."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.feed import Event
from chassis.followers import Handler
from suppliers.speakers import actions


def _parties(event: Event) -> dict[str, UUID]:
    return {name: UUID(event.payload[name]) for name in ("supplier_id", "buyer_id", "org_id")}


async def add_link(session: AsyncSession, event: Event) -> None:
    await actions.admit(session, **_parties(event), is_confirmed=False)


async def confirm_link(session: AsyncSession, event: Event) -> None:
    await actions.admit(session, **_parties(event), is_confirmed=True)


async def remove_link(session: AsyncSession, event: Event) -> None:
    actor = machine("suppliers", person=event.actor, org=event.actor_org)
    await actions.dismiss(session, actor, **_parties(event))


HANDLERS: dict[str, Handler] = {
    "supplier_link.made": add_link,
    "supplier_link.confirmed": confirm_link,
    "supplier_link.refused": remove_link,
}
