"""Reading contact points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.listing import Listing, contains, equals, since
from chassis.moves import allowed
from chassis.rows import find
from chassis.sql_time import TODAY
from suppliers import visibility
from suppliers.contacts.rules import (
    MOVES,
    ContactNotFound,
    ContactStatus,
    Purpose,
    contact_point_state,
    holds_post,
)
from suppliers.contacts.schemas import ContactPointOut
from suppliers.tables import ContactPoint

STATUS = func.contact_point_state(col(ContactPoint.status), col(ContactPoint.active_to), TODAY)

CONTACTS = Listing(
    name="contact_points",
    columns=(
        col(ContactPoint.id),
        col(ContactPoint.version),
        col(ContactPoint.created_at),
        col(ContactPoint.updated_at),
        col(ContactPoint.owner_id).label("buyer_id"),
        col(ContactPoint.supplier_id),
        col(ContactPoint.person_name),
        col(ContactPoint.function_title),
        col(ContactPoint.function_area),
        col(ContactPoint.email),
        col(ContactPoint.phone),
        col(ContactPoint.languages),
        col(ContactPoint.purpose),
        col(ContactPoint.is_primary),
        col(ContactPoint.declared_not_sales),
        col(ContactPoint.active_from),
        col(ContactPoint.active_to),
        STATUS.label("status"),
    ),
    key=col(ContactPoint.id),
    visible=visibility.CONTACTS,
    filters={
        "q": contains(col(ContactPoint.person_name), col(ContactPoint.function_title)),
        "supplier_id": equals(col(ContactPoint.supplier_id)),
        "purpose": equals(col(ContactPoint.purpose)),
        "status": equals(STATUS),
        "updated_since": since(col(ContactPoint.updated_at)),
    },
)


async def contact(session: AsyncSession, caller: Caller, contact_id: UUID, *, lock: bool = False) -> ContactPoint:
    """Raises ContactNotFound."""
    return await find(
        session, ContactPoint, contact_id, caller, visibility.CONTACTS, lock=lock, missing=ContactNotFound
    )


async def contacts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, ContactPoint]:
    """Rows by id, in the order of their making."""
    statement = select(ContactPoint).where(col(ContactPoint.id).in_(ids)).order_by(col(ContactPoint.id))
    return {row.id: row for row in (await session.exec(statement)).all()}


def status_of(row: ContactPoint) -> ContactStatus:
    return contact_point_state(row.status, row.active_to, today=today())


def shown(row: ContactPoint, caller: Caller) -> ContactPointOut:
    """A contact point as this caller sees it today."""
    status = status_of(row)
    return ContactPointOut.model_validate(
        row.model_dump()
        | {
            "buyer_id": row.owner_id,
            "status": status,
            "allowed_transitions": allowed(MOVES, status, caller.roles),
        }
    )


async def clause_contacts(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[ContactPoint]:
    """Who was ever accepted as clause contact between a buyer and a supplier, oldest first."""
    statement = (
        select(ContactPoint)
        .where(
            col(ContactPoint.owner_id) == buyer_id,
            col(ContactPoint.supplier_id) == supplier_id,
            col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
            col(ContactPoint.status).in_([ContactStatus.ACCEPTED, ContactStatus.ENDED]),
        )
        .order_by(col(ContactPoint.id))
    )
    return list((await session.exec(statement)).all())


@dataclass(frozen=True, slots=True)
class Post:
    """The post of a supplier's clause contact with one buyer: who holds it, or since when nobody does."""

    holders: list[ContactPoint]
    vacated_on: date | None

    @property
    def is_vacant(self) -> bool:
        return not self.holders


async def clause_post(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> Post:
    return post_among(await clause_contacts(session, buyer_id=buyer_id, supplier_id=supplier_id))


def post_among(contacts: Sequence[ContactPoint]) -> Post:
    """The post today, by all who were ever accepted for it."""
    day = today()
    holders = [row for row in contacts if holds_post(row.status, row.active_from, row.active_to, today=day)]
    last_days = [row.active_to for row in contacts if row.active_to is not None and row.active_from <= day]
    return Post(holders, None if holders else max(last_days, default=None))
