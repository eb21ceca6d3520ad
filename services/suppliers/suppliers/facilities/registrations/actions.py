"""Registering a site for another service, once, however often the service asks."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.locks import Lock, hold
from suppliers.facilities.actions import register_facility
from suppliers.facilities.schemas import FacilityIn
from suppliers.tables import Facility, FacilityRegistration


async def register_once(session: AsyncSession, caller: Caller, registration_id: UUID, body: FacilityIn) -> Facility:
    """The facility of this registration; the first request enters it, also if it may be there already.

    Raises InvalidIdentifier; the database raises IdentifierOfAnotherSite.
    """
    await hold(session, Lock.FACILITY_REGISTER)
    known = await session.get(FacilityRegistration, registration_id)
    if known is not None:
        row = await session.get_one(Facility, known.facility_id)
        return await session.get_one(Facility, row.canonical_id)
    row = await register_facility(session, caller, body, allow_duplicate=True)
    session.add(FacilityRegistration(id=registration_id, facility_id=row.id))
    return row
