"""Adding, checking and ending contact points."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.batches import refuse_any
from chassis.bulk_insert import insert_many
from chassis.callers import Caller
from chassis.clock import now, today
from chassis.grants import reserve_rows
from chassis.ids import uuid7s
from chassis.journal import Entry, record
from chassis.moves import step
from chassis.periods import check_period
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Invalid, Problem
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.contacts import queries
from suppliers.contacts.posts.actions import choose_primary, leave_post, take_post
from suppliers.contacts.posts.rules import is_holder
from suppliers.contacts.retention.rules import retention_until
from suppliers.contacts.rules import (
    MOVES,
    ContactIsAnonymised,
    ContactIsSettled,
    ContactStatus,
    UnknownBuyer,
    check_function,
    check_rejection,
    first_status,
)
from suppliers.contacts.schemas import ContactPointIn, ContactPointPatch, ContactPointTransition
from suppliers.links import actions as link_actions
from suppliers.links import queries as link_queries
from suppliers.suppliers import queries as supplier_queries
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import ContactPoint


async def add_contact(session: AsyncSession, caller: Caller, body: ContactPointIn) -> ContactPoint:
    """Raises SupplierNotFound, UnknownBuyer, ContactIsSales."""
    [result] = await add_contacts(session, caller, [body])
    if isinstance(result, Problem):
        raise result
    return result


async def add_contacts(
    session: AsyncSession, caller: Caller, items: Sequence[ContactPointIn | Problem], *, atomic: bool = False
) -> list[ContactPoint | Problem]:
    """Return the contact point or the problem of each item; raises BatchRefused with `atomic` and any problem."""
    supplier_ids = {item.supplier_id for item in items if isinstance(item, ContactPointIn)}
    known = await supplier_queries.known(session, caller, supplier_ids)
    is_buyer = caller.org_kind is OrgKind.BUYER
    buyers = {caller.org} if is_buyer else await link_queries.buyers_of(session, caller)
    results = [
        item if isinstance(item, Problem) else _draft(caller, item, known=known, buyers=buyers) for item in items
    ]
    if atomic:
        refuse_any(results)
    drafts = [result for result in results if isinstance(result, ContactPoint)]
    for row, row_id in zip(drafts, uuid7s(len(drafts)), strict=True):
        row.id = row_id
    rows = await _insert(session, caller, drafts)
    return [result if isinstance(result, Problem) else rows[result.id] for result in results]


async def amend_contact(
    session: AsyncSession, caller: Caller, contact_id: UUID, body: ContactPointPatch, *, expected: int
) -> ContactPoint:
    """Raises ContactNotFound, Stale, ContactIsAnonymised, ContactIsSettled, ContactIsSales."""
    row = await queries.contact(session, caller, contact_id, lock=True)
    demand(row.version, expected)
    if row.anonymised_on is not None:
        raise ContactIsAnonymised
    if caller.org != row.owner_id and row.status is not ContactStatus.PROPOSED:
        raise ContactIsSettled("The buyer has answered this proposal; ask the buyer to change it.")
    _check_basis(caller, row.owner_id, body)
    changes = body.model_dump(exclude_unset=True)
    make_primary = changes.pop("is_primary", False)
    declared = changes.get("declared_not_sales", row.declared_not_sales)
    check_function(row.purpose, changes.get("function_area", row.function_area), declared_not_sales=declared)
    if "active_to" in changes:
        check_period(row.active_from, changes["active_to"], pointer="/active_to")
    if declared and not row.declared_not_sales:
        changes |= _declaration(caller, declared=True)
    touch(row, caller, **changes)
    if row.status is not ContactStatus.REJECTED:
        _keep_until(row)
    await session.flush()
    await choose_primary(session, row, preferred=row.id if make_primary else None)
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
    session: AsyncSession, caller: Caller, contact_id: UUID, body: ContactPointTransition, *, read: int | None
) -> ContactPoint:
    """Raises ContactNotFound, Stale, IllegalTransition, Forbidden, MoveIncomplete."""
    row = await queries.contact(session, caller, contact_id, lock=True)
    demand_if_sent(row.version, read)
    before = row.status_on(today())
    after = step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    check_rejection(body.to, body.rejection, body.reason)
    touch(row, caller, status=after, reason=body.reason)
    if after is ContactStatus.ENDED:
        row.active_to = today()
    if after is ContactStatus.REJECTED:
        row.rejection, row.rejected_on = body.rejection, today()
    _keep_until(row)
    await session.flush()
    await _journal(session, caller, [row], before)
    if after is ContactStatus.ACCEPTED:
        await take_post(session, caller, row)
    elif after is ContactStatus.ENDED:
        await leave_post(session, caller, row)
    return row


def _draft(
    caller: Caller, body: ContactPointIn, *, known: AbstractSet[UUID], buyers: AbstractSet[UUID]
) -> ContactPoint | Problem:
    """The row to insert, or why it cannot be inserted."""
    try:
        if body.supplier_id not in known:
            raise SupplierNotFound
        check_function(body.purpose, body.function_area, declared_not_sales=body.declared_not_sales)
        active_from = body.active_from or today()
        check_period(active_from, body.active_to, pointer="/active_to")
        buyer_id = _buyer(body.buyer_id, buyers)
        _check_basis(caller, buyer_id, body)
        row = ContactPoint(
            **body.model_dump(exclude={"buyer_id", "active_from"}),
            **_declaration(caller, declared=body.declared_not_sales),
            owner_id=buyer_id,
            active_from=active_from,
            status=first_status(is_buyers=caller.org_kind is OrgKind.BUYER),
            **stamps(caller),
        )
        _keep_until(row)
    except Problem as problem:
        return problem
    return row


def _keep_until(row: ContactPoint) -> None:
    """Set until when the data about the person are kept, as the contact point is now."""
    row.retention_until = retention_until(row.status, row.active_to, settled_on=today())


def _check_basis(caller: Caller, buyer_id: UUID, body: ContactPointIn | ContactPointPatch) -> None:
    """Raises Invalid: the buyer keeps the data, so only the buyer says on which basis."""
    if "lawful_basis" in body.model_fields_set and caller.org != buyer_id:
        raise Invalid("Only the buyer says why it may keep these data.", pointer="/lawful_basis")


def _buyer(buyer_id: UUID | None, buyers: AbstractSet[UUID]) -> UUID:
    """The buyer that the contact point is for; raises UnknownBuyer."""
    if buyer_id is None and len(buyers) == 1:
        return next(iter(buyers))
    if buyer_id is None or buyer_id not in buyers:
        raise UnknownBuyer("Name one of your buyers in `buyer_id`.", pointer="/buyer_id")
    return buyer_id


async def _insert(
    session: AsyncSession, caller: Caller, drafts: Sequence[ContactPoint]
) -> dict[UUID, ContactPoint]:
    """Write and journal new contact points, and let clause contacts take their post; returns them by id."""
    if caller.org_kind is not OrgKind.BUYER:
        await reserve_rows(session, ContactPoint, [row.id for row in drafts])
    await insert_many(session, ContactPoint, [row.model_dump() for row in drafts])
    rows = await queries.contacts(session, [row.id for row in drafts])
    pairs: dict[tuple[UUID, UUID], list[ContactPoint]] = {}
    for row in rows.values():
        pairs.setdefault((row.owner_id, row.supplier_id), []).append(row)
    ordered = [pairs[pair] for pair in sorted(pairs)]  # locks of several pairs are taken in one order
    for pair in ordered:
        await _journal(session, caller, pair, None)
    for pair in ordered:
        holder = next((row for row in pair if is_holder(row, today=today())), None)
        if holder:
            await take_post(session, caller, holder)
    return rows


def _declaration(caller: Caller, *, declared: bool) -> dict[str, Any]:
    return {"declared_at": now(), "declared_by": caller.person} if declared else {}


async def _journal(
    session: AsyncSession, caller: Caller, rows: Sequence[ContactPoint], before: ContactStatus | None
) -> None:
    """Journal the new state of contact points of one buyer and supplier.

    The supplier's organisations may read what the buyer wrote.
    """
    buyer_id, supplier_id = rows[0].owner_id, rows[0].supplier_id
    readers = [caller.org]
    if caller.org == buyer_id:
        ids = [row.id for row in rows]
        readers = await link_actions.share_with_supplier(
            session, ContactPoint, ids, supplier_id=supplier_id, buyer_id=buyer_id
        )
    for row in rows:
        await record(
            session,
            caller,
            Entry(
                f"contact_point.{row.status}",
                ("contact_point", row.id),
                moved=(before, row.status),
                audience=[buyer_id, *readers],
                payload={"supplier_id": supplier_id, "purpose": row.purpose},
            ),
        )
