"""Who answers a buyer on human rights for a supplier: taking the post, leaving it, and who is asked first."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.locks import Lock, hold
from suppliers.contacts import queries
from suppliers.contacts.rules import Purpose, holds_post
from suppliers.obligations import actions as obligations
from suppliers.tables import ContactPoint


def is_holder(row: ContactPoint) -> bool:
    """Whether somebody answers under the clause today."""
    return row.purpose is Purpose.CLAUSE_CONTACT and holds_post(
        row.status, row.active_from, row.active_to, today=today()
    )


async def take_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """The first accepted clause contact is the primary one; with somebody there, the duty to name one is met."""
    await seat(session, row)
    if is_holder(row):
        await obligations.meet_contact_duty(session, caller, row)


async def leave_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """Whoever came next is primary now; with nobody left, each running contract has a vacancy."""
    await seat(session, row)
    post = await queries.clause_post(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)
    if row.purpose is Purpose.CLAUSE_CONTACT and post.is_vacant:
        await obligations.open_vacancies(session, caller, row)


async def seat(session: AsyncSession, row: ContactPoint, *, preferred: UUID | None = None) -> None:
    """Exactly one of those who answer a buyer now is primary: the preferred, else who is, else the oldest."""
    if row.purpose is not Purpose.CLAUSE_CONTACT:
        return
    await hold(session, Lock.CONTACT_POST, row.owner_id, row.supplier_id)
    contacts = await queries.clause_contacts(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)
    post = queries.post_among(contacts)
    ranked = sorted(post.holders, key=lambda holder: (holder.id != preferred, not holder.is_primary, holder.id))
    first = ranked[0].id if ranked else None
    for contact in contacts:
        contact.is_primary = contact.is_primary and contact.id == first
    await session.flush()
    for contact in contacts:
        contact.is_primary = contact.id == first
    await session.flush()
