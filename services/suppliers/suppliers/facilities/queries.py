"""Reading the register of sites."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.facilities.rules import FacilityNotFound
from suppliers.facilities.schemas import FacilityQuery
from suppliers.tables import Facility

FACILITIES = Listing(
    name="facilities",
    columns=(
        col(Facility.id),
        col(Facility.version),
        col(Facility.name),
        col(Facility.aliases),
        col(Facility.address),
        col(Facility.city),
        col(Facility.region),
        col(Facility.postal_code),
        col(Facility.country),
        col(Facility.lat),
        col(Facility.lon),
        col(Facility.geo_precision),
        col(Facility.identifiers),
        col(Facility.types),
        col(Facility.workers_total),
        col(Facility.parent_company),
        col(Facility.verification),
        col(Facility.status),
        col(Facility.sources),
        visibility.hidden_from_suppliers(col(Facility.possible_duplicate_of)),
    ),
    key=col(Facility.id),
    visible={kind: clause & col(Facility.merged_into).is_(None) for kind, clause in visibility.FACILITIES.items()},
    query=FacilityQuery,
    filters={
        "q": contains(col(Facility.search)),
        "country": equals(col(Facility.country)),
        "supplier_id": visibility.sites_in_lists_of,
    },
)


async def facility(session: AsyncSession, caller: Caller, facility_id: UUID, *, lock: bool = False) -> Facility:
    """Raises FacilityNotFound."""
    return await find(
        session, Facility, facility_id, caller, visible=visibility.FACILITIES, lock=lock, missing=FacilityNotFound
    )


async def canonical_facility(session: AsyncSession, caller: Caller, facility_id: UUID) -> Facility:
    """The facility, or the one it was merged into; raises FacilityNotFound."""
    row = await facility(session, caller, facility_id)
    return await facility(session, caller, row.merged_into) if row.merged_into else row


async def facilities(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Facility]:
    """Facilities by id."""
    statement = select(Facility).where(col(Facility.id).in_(list(ids)))
    return {row.id: row for row in (await session.exec(statement)).all()}


async def records_of(session: AsyncSession, facility_id: UUID) -> list[UUID]:
    """Every id under which lists may name this facility: its own and those merged into it."""
    canonical = select(col(Facility.merged_into)).where(col(Facility.id) == facility_id).scalar_subquery()
    statement = select(Facility.id).where(
        or_(
            col(Facility.id) == facility_id,
            col(Facility.id) == canonical,
            col(Facility.merged_into) == facility_id,
            col(Facility.merged_into) == canonical,
        )
    )
    return list((await session.exec(statement)).all())
