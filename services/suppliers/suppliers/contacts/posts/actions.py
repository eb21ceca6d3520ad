"""Taking and leaving the post of clause contact, and which holder is the primary one."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from suppliers.contacts.posts import queries
from suppliers.contacts.posts.rules import is_holder, post_on, primary_of
from suppliers.contacts.rules import Purpose, replace_by
from suppliers.links import queries as link_queries
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations import queries as obligation_queries
from suppliers.tables import ContactPoint


async def take_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """The first accepted clause contact becomes the primary one, and fulfils the obligations to name one.

    Before its first day it does neither: a job does it on that day.
    """
    await choose_primary(session, row)
    if is_holder(row, today=today()):
        await _fulfil(session, caller, row)


async def begin_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """The first day of an accepted clause contact has come, even if its last day has passed as well since."""
    await choose_primary(session, row)
    await _fulfil(session, caller, row)


async def leave_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """The next holder becomes the primary contact; without one, running contracts have a vacancy."""
    await choose_primary(session, row)
    contacts = await _deciding_contacts(session, row)
    post = post_on(today(), contacts)
    if row.purpose is Purpose.CLAUSE_CONTACT and post.is_vacant:
        await _open_vacancies(session, caller, row, vacated_on=post.vacated_on)


async def choose_primary(session: AsyncSession, row: ContactPoint, *, preferred: UUID | None = None) -> None:
    """Make exactly one holder the primary contact: the preferred one, else the current one, else the oldest.

    `preferred` is None or the row's own id.
    """
    if row.purpose is not Purpose.CLAUSE_CONTACT:
        return
    await hold(session, Lock.CONTACT_POST, row.owner_id, row.supplier_id)
    contacts = await _deciding_contacts(session, row)
    if preferred == row.id and row not in contacts:
        contacts.append(row)
    first = primary_of(post_on(today(), contacts).holders, preferred=preferred)
    for contact in contacts:
        contact.is_primary = contact.is_primary and contact.id == first
    await session.flush()
    for contact in contacts:
        contact.is_primary = contact.id == first
    await session.flush()


async def _deciding_contacts(session: AsyncSession, row: ContactPoint) -> list[ContactPoint]:
    return await queries.deciding_contacts(session, buyer_id=row.owner_id, supplier_id=row.supplier_id, on=today())


async def _open_vacancies(
    session: AsyncSession, caller: Caller, row: ContactPoint, *, vacated_on: date | None
) -> None:
    """Journal, for each running contract that requires a contact, by when a new one must be named."""
    pair = {"buyer_id": row.owner_id, "supplier_id": row.supplier_id}
    readers = await link_queries.supplier_orgs(session, **pair)
    for contract_id, working_days in await obligation_queries.running_contracts_with_contact(session, **pair):
        await record(
            session,
            caller,
            Entry(
                "contact_vacancy.opened",
                ("contract", contract_id),
                audience=[row.owner_id, *readers],
                payload={"replace_by": replace_by(vacated_on, working_days)},
            ),
        )


async def _fulfil(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    await obligation_actions.fulfil_contact_obligations(session, caller, row)
