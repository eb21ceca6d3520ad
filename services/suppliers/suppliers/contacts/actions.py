"""Naming, checking and ending the people who answer for a supplier."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.batches import refuse_any
from chassis.bulk import insert_many
from chassis.callers import Caller
from chassis.clock import now, today
from chassis.grants import reserve_rows
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Problem
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.contacts import queries
from suppliers.contacts.posts import is_holder, leave_post, seat, take_post
from suppliers.contacts.rules import (
    MOVES,
    ContactIsSettled,
    ContactStatus,
    UnknownBuyer,
    check_function,
    first_status,
)
from suppliers.contacts.schemas import ContactPointIn, ContactPointPatch, ContactPointTransition
from suppliers.links import queries as links
from suppliers.links.actions import let_supplier_read_all
from suppliers.suppliers import queries as suppliers
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import ContactPoint


async def name_contact(session: AsyncSession, caller: Caller, body: ContactPointIn) -> ContactPoint:
    """Raises SupplierNotFound, UnknownBuyer, ContactIsSales."""
    [result] = await name_contacts(session, caller, [body])
    if isinstance(result, Problem):
        raise result
    return result


async def name_contacts(
    session: AsyncSession, caller: Caller, items: Sequence[ContactPointIn | Problem], *, atomic: bool = False
) -> list[ContactPoint | Problem]:
    """The contact point or the problem of each item; raises BatchRefused where `atomic` finds a problem."""
    named = {item.supplier_id for item in items if isinstance(item, ContactPointIn)}
    known = await suppliers.known(session, caller, named)
    buyers = {caller.org} if caller.org_kind is OrgKind.BUYER else await links.buyers_of(session, caller)
    results = [
        item if isinstance(item, Problem) else _drafted(caller, item, known=known, buyers=buyers) for item in items
    ]
    if atomic:
        refuse_any(results)
    rows = [result for result in results if isinstance(result, ContactPoint)]
    for row, row_id in zip(rows, uuid7s(len(rows)), strict=True):
        row.id = row_id
    made = await _enter(session, caller, rows)
    return [result if isinstance(result, Problem) else made[result.id] for result in results]


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
    await seat(session, row, preferred=row.id if prefer else None)
    await record(
        session,
        caller,
        Entry(
            "contact_point.amended",
            ("contact_point", row.id),
            audience=[row.owner_id],
            payload={"fields": sorted(body.model_fields_set)},
        ),
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
    await _announce(session, caller, [row], before)
    if after is ContactStatus.ACCEPTED:
        await take_post(session, caller, row)
    elif after is ContactStatus.ENDED:
        await leave_post(session, caller, row)
    return row


def _drafted(
    caller: Caller, body: ContactPointIn, *, known: AbstractSet[UUID], buyers: AbstractSet[UUID]
) -> ContactPoint | Problem:
    """The row as it will be, or why it cannot be."""
    try:
        if body.supplier_id not in known:
            raise SupplierNotFound
        check_function(body.purpose, body.function_area, declared_not_sales=body.declared_not_sales)
        return ContactPoint(
            **body.model_dump(exclude={"buyer_id", "active_from"}),
            **_declaration(caller, declared=body.declared_not_sales),
            owner_id=_addressee(body.buyer_id, buyers),
            active_from=body.active_from or today(),
            status=first_status(is_buyers=caller.org_kind is OrgKind.BUYER),
            **stamps(caller),
        )
    except Problem as problem:
        return problem


def _addressee(named: UUID | None, buyers: AbstractSet[UUID]) -> UUID:
    """The buyer whose contact it will be; raises UnknownBuyer."""
    if named is None and len(buyers) == 1:
        return next(iter(buyers))
    if named is None or named not in buyers:
        raise UnknownBuyer("Name one of your buyers in `buyer_id`.", pointer="/buyer_id")
    return named


async def _enter(session: AsyncSession, caller: Caller, rows: Sequence[ContactPoint]) -> dict[UUID, ContactPoint]:
    """Write new contact points, tell of them, let each clause contact take its post; gives them by id."""
    if caller.org_kind is not OrgKind.BUYER:
        await reserve_rows(session, ContactPoint, [row.id for row in rows])
    await insert_many(session, ContactPoint, [row.model_dump() for row in rows])
    made = await queries.contacts(session, [row.id for row in rows])
    between: dict[tuple[UUID, UUID], list[ContactPoint]] = {}
    for row in made.values():
        between.setdefault((row.owner_id, row.supplier_id), []).append(row)
    groups = [between[pair] for pair in sorted(between)]  # whoever locks several does it in one order
    for group in groups:
        await _announce(session, caller, group, None)
    for group in groups:
        holder = next((row for row in group if is_holder(row)), None)
        if holder:
            await take_post(session, caller, holder)
    return made


def _declaration(caller: Caller, *, declared: bool) -> dict[str, Any]:
    return {"declared_at": now(), "declared_by": caller.person} if declared else {}


async def _announce(
    session: AsyncSession, caller: Caller, rows: Sequence[ContactPoint], before: ContactStatus | None
) -> None:
    """Journal the new state of contacts between one buyer and one supplier; what the buyer has said of them, the
    supplier's organisations may read."""
    buyer, supplier = rows[0].owner_id, rows[0].supplier_id
    readers = [caller.org]
    if caller.org == buyer:
        readers = await let_supplier_read_all(
            session, ContactPoint, [row.id for row in rows], supplier_id=supplier, buyer_id=buyer
        )
    for row in rows:
        await record(
            session,
            caller,
            Entry(
                f"contact_point.{row.status}",
                ("contact_point", row.id),
                moved=(before, row.status),
                audience=[buyer, *readers],
                payload={"supplier_id": supplier, "purpose": row.purpose},
            ),
        )
