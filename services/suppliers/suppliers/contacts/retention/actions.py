"""Removing what a contact point says about a person."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.locks import Lock, hold
from chassis.rows import touch
from suppliers.contacts.retention import queries
from suppliers.contacts.retention.rules import pseudonym
from suppliers.tables import ContactPoint


async def forget(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """Put a pseudonym in place of the person. The role, its days and what it was for stay: figures count them."""
    pair = {"buyer_id": row.owner_id, "supplier_id": row.supplier_id}
    await hold(session, Lock.CONTACT_POST, row.owner_id, row.supplier_id)
    number = await queries.forgotten(session, **pair) + 1
    touch(
        row,
        caller,
        person_name=pseudonym(number),
        function_title="",
        email="",
        phone=None,
        languages=[],
        reason=None,
        anonymised_on=today(),
    )
    await session.flush()
