"""Reading contact points."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals, since
from chassis.rows import find
from suppliers import visibility
from suppliers.contacts.rules import ContactNotFound
from suppliers.contacts.schemas import ContactPointQuery
from suppliers.tables import ContactPoint
from suppliers.tables.states import CONTACT_POINT_STATUS

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
        func.nullif(col(ContactPoint.function_title), "").label("function_title"),
        col(ContactPoint.function_area),
        func.nullif(col(ContactPoint.email), "").label("email"),
        col(ContactPoint.phone),
        col(ContactPoint.languages),
        col(ContactPoint.purpose),
        col(ContactPoint.is_primary),
        col(ContactPoint.declared_not_sales),
        col(ContactPoint.active_from),
        col(ContactPoint.active_to),
        col(ContactPoint.lawful_basis),
        col(ContactPoint.retention_until),
        CONTACT_POINT_STATUS.label("status"),
    ),
    key=col(ContactPoint.id),
    visible=visibility.CONTACTS,
    query=ContactPointQuery,
    filters={
        "q": contains(col(ContactPoint.person_name), col(ContactPoint.function_title)),
        "supplier_id": equals(col(ContactPoint.supplier_id)),
        "purpose": equals(col(ContactPoint.purpose)),
        "status": equals(CONTACT_POINT_STATUS),
        "updated_since": since(col(ContactPoint.updated_at)),
    },
)


async def contact(session: AsyncSession, caller: Caller, contact_id: UUID, *, lock: bool = False) -> ContactPoint:
    """Raises ContactNotFound."""
    return await find(
        session, ContactPoint, contact_id, caller, visible=visibility.CONTACTS, lock=lock, missing=ContactNotFound
    )


async def contacts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, ContactPoint]:
    """Contact points by id, oldest first."""
    statement = select(ContactPoint).where(col(ContactPoint.id).in_(ids)).order_by(col(ContactPoint.id))
    return {row.id: row for row in (await session.exec(statement)).all()}
