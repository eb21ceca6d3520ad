"""Naming, checking and ending the people who answer for a supplier."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller, OrgKind
from chassis.clock import now, today
from chassis.journal import record
from chassis.moves import step
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.contacts import queries
from suppliers.contacts.rules import (
    FIRST_STATUS,
    MOVES,
    ContactIsSettled,
    ContactStatus,
    Purpose,
    UnknownBuyer,
    check_function,
    holds_post,
)
from suppliers.contacts.schemas import ContactPointIn, ContactPointPatch, ContactPointTransition
from suppliers.links import queries as links
from suppliers.links.actions import let_supplier_read, reserve
from suppliers.obligations import actions as obligations
from suppliers.suppliers import queries as suppliers
from suppliers.tables import ContactPoint

SEAT = text("select pg_advisory_xact_lock(hashtextextended(cast(:post as text), 0))")
"""One at a time decides who of a supplier's clause contacts is asked first by a buyer."""


async def name_contact(session: AsyncSession, caller: Caller, body: ContactPointIn) -> ContactPoint:
    """Raises SupplierNotFound, UnknownBuyer, ContactIsSales."""
    await suppliers.supplier(session, caller, body.supplier_id)
    by_buyer = caller.org_kind is OrgKind.BUYER
    buyer = await _addressee(session, caller, body.buyer_id)
    check_function(body.purpose, body.function_area, declared_not_sales=body.declared_not_sales)
    row = ContactPoint(
        **body.model_dump(exclude={"buyer_id", "active_from"}),
        **_declaration(caller, declared=body.declared_not_sales),
        owner_id=buyer,
        active_from=body.active_from or today(),
        status=FIRST_STATUS[by_buyer],
        **stamps(caller),
    )
    if not by_buyer:
        await reserve(session, "contact_points", row.id)
    session.add(row)
    await session.flush()
    await _announce(session, caller, row, None)
    if by_buyer:
        await _take_post(session, caller, row)
    return row


async def amend_contact(
    session: AsyncSession, caller: Caller, contact_id: UUID, body: ContactPointPatch, expected: int
) -> ContactPoint:
    """Raises ContactNotFound, Stale, ContactIsSettled, ContactIsSales."""
    row = await queries.contact(session, caller, contact_id, lock=True)
    demand(row.version, expected)
    proposed = row.status is ContactStatus.PROPOSED
    if caller.org != row.owner_id and not proposed:
        raise ContactIsSettled("The buyer has answered this proposal; ask the buyer to change it.")
    changes = body.model_dump(exclude_unset=True)
    prefer = changes.pop("is_primary", False)
    declared = changes.get("declared_not_sales", row.declared_not_sales)
    check_function(row.purpose, changes.get("function_area", row.function_area), declared_not_sales=declared)
    if declared and not row.declared_not_sales:
        changes |= _declaration(caller, declared=True)
    touch(row, caller, **changes)
    await session.flush()
    await _seat(session, row, preferred=row.id if prefer else None)
    await record(
        session,
        caller,
        "contact_point.amended",
        ("contact_point", row.id),
        audience=[row.owner_id],
        payload={"fields": sorted(body.model_fields_set)},
    )
    return row


async def move_contact(
    session: AsyncSession, caller: Caller, contact_id: UUID, body: ContactPointTransition
) -> ContactPoint:
    """Raises ContactNotFound, IllegalTransition, Forbidden, MoveIncomplete."""
    row = await queries.contact(session, caller, contact_id, lock=True)
    before = queries.status_of(row)
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    touch(row, caller, status=after, reason=body.reason)
    if after is ContactStatus.ENDED:
        row.active_to = today()
    await session.flush()
    await _announce(session, caller, row, before)
    if after is ContactStatus.ACCEPTED:
        await _take_post(session, caller, row)
    elif row.purpose is Purpose.CLAUSE_CONTACT and after is ContactStatus.ENDED:
        await _leave_post(session, caller, row)
    return row


async def _addressee(session: AsyncSession, caller: Caller, named: UUID | None) -> UUID:
    """The buyer whose contact it will be; raises UnknownBuyer."""
    buyers = {caller.org} if caller.org_kind is OrgKind.BUYER else await links.buyers_of(session, caller)
    if named is None and len(buyers) == 1:
        return next(iter(buyers))
    if named is None or named not in buyers:
        raise UnknownBuyer(pointer="/buyer_id")
    return named


def _declaration(caller: Caller, *, declared: bool) -> dict[str, Any]:
    return {"declared_at": now(), "declared_by": caller.person} if declared else {}


async def _announce(session: AsyncSession, caller: Caller, row: ContactPoint, before: ContactStatus | None) -> None:
    """Journal a new state; what the buyer has said of it, the supplier's organisations may read."""
    readers = [caller.org]
    if caller.org == row.owner_id:
        readers = await let_supplier_read(
            session, "contact_points", row.id, supplier_id=row.supplier_id, buyer_id=row.owner_id
        )
    await record(
        session,
        caller,
        f"contact_point.{row.status}",
        ("contact_point", row.id),
        moved=(before, row.status),
        audience=[row.owner_id, *readers],
        payload={"supplier_id": row.supplier_id, "purpose": row.purpose},
    )


async def _take_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """The first accepted clause contact is the primary one; with somebody there, the duty to name one is met."""
    if row.purpose is not Purpose.CLAUSE_CONTACT:
        return
    await _seat(session, row)
    if holds_post(row.status, row.active_from, row.active_to, today=today()):
        await obligations.meet_contact_duty(session, caller, row)


async def _leave_post(session: AsyncSession, caller: Caller, row: ContactPoint) -> None:
    """Whoever came next is primary now; with nobody left, each running contract has a vacancy."""
    await _seat(session, row)
    post = await queries.clause_post(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)
    if post.is_vacant:
        await obligations.open_vacancies(session, caller, row)


async def _seat(session: AsyncSession, row: ContactPoint, *, preferred: UUID | None = None) -> None:
    """Exactly one of those who answer a buyer now is primary: the preferred, else who is, else the oldest."""
    if row.purpose is not Purpose.CLAUSE_CONTACT:
        return
    connection = await session.connection()
    await connection.execute(SEAT, {"post": f"{row.owner_id}/{row.supplier_id}"})
    contacts = await queries.clause_contacts(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)
    post = await queries.clause_post(session, buyer_id=row.owner_id, supplier_id=row.supplier_id)
    ranked = sorted(post.holders, key=lambda holder: (holder.id != preferred, not holder.is_primary, holder.id))
    first = ranked[0].id if ranked else None
    for contact in contacts:
        contact.is_primary = contact.is_primary and contact.id == first
    await session.flush()
    for contact in contacts:
        contact.is_primary = contact.id == first
    await session.flush()
