"""Answering a person who asks for the data about them, or for their erasure."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from suppliers.contacts import actions as contact_actions
from suppliers.contacts import queries as contact_queries
from suppliers.contacts.retention.actions import forget
from suppliers.contacts.retention.rules import Cause
from suppliers.contacts.rules import ContactStatus
from suppliers.contacts.schemas import ContactPointTransition
from suppliers.data_imports.retention.actions import empty
from suppliers.links.queries import both_sides
from suppliers.personal_data import queries
from suppliers.personal_data.queries import Held, Person
from suppliers.personal_data.rules import DataKind, IdentityCheck, KeptReason, Outcome
from suppliers.personal_data.schemas import PersonalDataErasureIn, PersonalDataExportIn
from suppliers.tables import ContactPoint

FORGET_ANSWERS = text("select forget_answers_about_contact(:target)")
IN_FORCE = frozenset({ContactStatus.ACCEPTED, ContactStatus.PROPOSED})


async def export_data(session: AsyncSession, caller: Caller, body: PersonalDataExportIn) -> Held:
    """Collect what the caller's organisation has about a person; raises NobodyNamed."""
    body.demand_somebody()
    held = await queries.held(session, caller, Person(body.email, body.person_name))
    payload = {
        "identity_check": body.identity_check,
        "contact_point_ids": [contact.row.id for contact in held.contacts],
        "import_row_ids": [row.id for row in held.rows],
    }
    entry = Entry("personal_data.exported", ("organisation", caller.org), audience=[caller.org], payload=payload)
    await record(session, caller, entry)
    return held


async def erase_data(session: AsyncSession, caller: Caller, body: PersonalDataErasureIn) -> list[Outcome]:
    """Raises NothingNamed, ContactNotFound, DataRowNotFound."""
    body.demand_something()
    outcomes = [
        await _erase_contact(session, caller, contact_id, body)
        for contact_id in sorted(set(body.contact_point_ids))
    ]
    for row_id in sorted(set(body.import_row_ids)):
        outcomes.append(await _erase_row(session, caller, row_id, body.identity_check))
    return outcomes


async def _erase_contact(
    session: AsyncSession, caller: Caller, contact_id: UUID, body: PersonalDataErasureIn
) -> Outcome:
    row = await contact_queries.contact(session, caller, contact_id, lock=True)
    if row.anonymised_on is not None:
        return Outcome(DataKind.CONTACT_POINT, contact_id)
    if row.status_on(today()) in IN_FORCE and not body.end_current:
        return Outcome(DataKind.CONTACT_POINT, contact_id, KeptReason.STILL_CONTACT)
    await _end(session, caller, row, today())
    before = row.status_on(today())
    await forget(session, caller, row)
    await (await session.connection()).execute(FORGET_ANSWERS, {"target": contact_id})
    payload = {
        "supplier_id": row.supplier_id,
        "purpose": row.purpose,
        "cause": Cause.REQUEST,
        "identity_check": body.identity_check,
    }
    entry = Entry(
        "contact_point.anonymised",
        ("contact_point", contact_id),
        moved=(before, ContactStatus.ANONYMISED),
        audience=await both_sides(session, row),
        payload=payload,
    )
    await record(session, caller, entry)
    return Outcome(DataKind.CONTACT_POINT, contact_id)


async def _end(session: AsyncSession, caller: Caller, row: ContactPoint, day: date) -> None:
    """A person whose data are erased is not a contact any more; the supplier must name another one."""
    if row.status_on(day) is ContactStatus.ACCEPTED:
        ended = ContactPointTransition(to=ContactStatus.ENDED)
        await contact_actions.move_contact(session, caller, row.id, ended, read=None)


async def _erase_row(session: AsyncSession, caller: Caller, row_id: UUID, check: IdentityCheck) -> Outcome:
    row = await queries.import_row(session, caller, row_id)
    if row.cells:
        await empty(session, caller, row)
        payload = {
            "import_id": row.import_id,
            "row": row.number,
            "cause": Cause.REQUEST,
            "identity_check": check,
        }
        entry = Entry("workbook_row.emptied", ("data_import_row", row_id), audience=[caller.org], payload=payload)
        await record(session, caller, entry)
    return Outcome(DataKind.IMPORT_ROW, row_id)
