"""Reading who holds the post of clause contact between a buyer and a supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from suppliers.contacts.rules import ContactStatus, Purpose, holds_post
from suppliers.tables import ContactPoint


@dataclass(frozen=True, slots=True)
class Post:
    """The post of a supplier's clause contact with one buyer: its holders, or since when it is vacant."""

    holders: list[ContactPoint]
    vacated_on: date | None

    @property
    def is_vacant(self) -> bool:
        return not self.holders


async def post(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> Post:
    return post_among(await clause_contacts(session, buyer_id=buyer_id, supplier_id=supplier_id))


async def clause_contacts(session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID) -> list[ContactPoint]:
    """All clause contacts that were ever accepted between a buyer and a supplier, oldest first."""
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


def post_among(contacts: Sequence[ContactPoint]) -> Post:
    """The post today, given all contacts that were ever accepted for it."""
    day = today()
    holders = [row for row in contacts if holds_post(row.status, row.active_from, row.active_to, today=day)]
    last_days = [row.active_to for row in contacts if row.active_to is not None and row.active_from <= day]
    return Post(holders, None if holders else max(last_days, default=None))


def is_holder(row: ContactPoint) -> bool:
    """Whether this contact point holds the post today."""
    return row.purpose is Purpose.CLAUSE_CONTACT and holds_post(
        row.status, row.active_from, row.active_to, today=today()
    )
