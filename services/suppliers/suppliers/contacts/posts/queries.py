"""Reading the contact points that decide who holds the post of clause contact between a buyer and a supplier.

A pair can have thousands of them, so each statement reads one, or those of a day, by an index.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from suppliers.contacts.posts.rules import is_holder
from suppliers.contacts.rules import ContactStatus
from suppliers.tables import ContactPoint

IS_CLAUSE_CONTACT = text("contact_points.purpose = 'clause_contact'")
"""Written out, so that PostgreSQL uses the indexes of clause contacts for a prepared statement as well."""


async def deciding_contacts(
    session: AsyncSession, *, buyer_id: UUID, supplier_id: UUID, on: date
) -> list[ContactPoint]:
    """The primary contact and, where that holds the post no more, the oldest holder, or else the last one to leave.

    `post_on` and `primary_of` say the same of these as of all contacts that were ever accepted for the post.
    """
    pair = _accepted_of(buyer_id, supplier_id)
    primary = list((await session.exec(pair.where(col(ContactPoint.is_primary)))).all())
    if any(is_holder(contact, today=on) for contact in primary):
        return primary
    has_begun, last_day = col(ContactPoint.active_from) <= on, col(ContactPoint.active_to)
    accepted = pair.where(has_begun, col(ContactPoint.status) == ContactStatus.ACCEPTED)
    holders = [
        holder
        for still_holds in (last_day.is_(None), last_day >= on)  # each is a range of the index, but not both in one
        for holder in await _oldest(session, accepted.where(still_holds))
    ]
    if holders:
        deciding = sorted(holders, key=lambda holder: holder.id)[:1]
    else:
        leaving = pair.where(has_begun, last_day.is_not(None)).order_by(last_day.desc()).limit(1)
        deciding = list((await session.exec(leaving)).all())
    return [*primary, *(contact for contact in deciding if contact not in primary)]


def _accepted_of(buyer_id: UUID, supplier_id: UUID) -> SelectOfScalar[ContactPoint]:
    return select(ContactPoint).where(
        col(ContactPoint.owner_id) == buyer_id,
        col(ContactPoint.supplier_id) == supplier_id,
        IS_CLAUSE_CONTACT,
        col(ContactPoint.status).in_([ContactStatus.ACCEPTED, ContactStatus.ENDED]),
    )


async def _oldest(session: AsyncSession, found: SelectOfScalar[ContactPoint]) -> list[ContactPoint]:
    """The first of these rows by id. They are found first: by id, PostgreSQL would look through all of the pair."""
    ids = found.with_only_columns(col(ContactPoint.id)).cte("found").prefix_with("MATERIALIZED")
    first = select(ids.c.id).order_by(ids.c.id).limit(1).scalar_subquery()
    return list((await session.exec(select(ContactPoint).where(col(ContactPoint.id) == first))).all())
