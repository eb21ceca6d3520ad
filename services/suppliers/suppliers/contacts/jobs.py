"""Events of contact points that a date brings: the first day has come, the last day has passed, or the data
about the person have been kept long enough."""

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.expiries import Expiry
from chassis.sql_time import day_of
from suppliers.contacts.posts.actions import begin_post, choose_primary
from suppliers.contacts.retention.actions import forget
from suppliers.contacts.retention.rules import Cause
from suppliers.contacts.rules import ContactStatus, Purpose
from suppliers.links.queries import both_sides
from suppliers.tables import ContactPoint


async def _choose_next(session: AsyncSession, _: Caller, row: ContactPoint) -> None:
    await choose_primary(session, row)


EXPIRIES = (
    Expiry(
        verb="contact_point.became_active",
        subject="contact_point",
        model=ContactPoint,
        day=col(ContactPoint.active_from),
        where=(
            col(ContactPoint.status) == ContactStatus.ACCEPTED,
            col(ContactPoint.purpose) == Purpose.CLAUSE_CONTACT,
            col(ContactPoint.active_from) > day_of(col(ContactPoint.created_at)),
        ),
        audience=both_sides,
        payload=lambda row, _: {"supplier_id": row.supplier_id, "purpose": row.purpose},
        then=begin_post,
    ),
    Expiry(
        verb="contact_point.ended",
        subject="contact_point",
        model=ContactPoint,
        day=col(ContactPoint.active_to) + 1,
        where=(
            col(ContactPoint.status) == ContactStatus.ACCEPTED,
            col(ContactPoint.active_to) >= day_of(col(ContactPoint.created_at)),
        ),
        audience=both_sides,
        moved=lambda row: (row.status, ContactStatus.ENDED),
        payload=lambda row, _: {"supplier_id": row.supplier_id, "purpose": row.purpose},
        then=_choose_next,
    ),
    Expiry(
        verb="contact_point.anonymised",
        subject="contact_point",
        model=ContactPoint,
        day=col(ContactPoint.retention_until) + 1,
        where=(col(ContactPoint.retention_until).is_not(None), col(ContactPoint.anonymised_on).is_(None)),
        audience=both_sides,
        moved=lambda row: (row.status_on(row.retention_until), ContactStatus.ANONYMISED),
        payload=lambda row, _: {"supplier_id": row.supplier_id, "purpose": row.purpose, "cause": Cause.RETENTION},
        then=forget,
    ),
)
