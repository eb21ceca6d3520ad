"""`/internal/facility-registrations`: sites that another service enters in the register."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import WorkerSession
from suppliers.facilities.registrations.actions import register_once
from suppliers.facilities.rules import IdentifierOfAnotherSite
from suppliers.facilities.schemas import FacilityIn, FacilityOut
from suppliers.facilities.views import facility_out
from suppliers.permissions import CanRegisterForMachines
from suppliers.suppliers.rules import InvalidIdentifier

router = new_router("/internal/facility-registrations", "internal")


@router.put(
    "/{registration_id}",
    responses=raises(Invalid, InvalidIdentifier, IdentifierOfAnotherSite),
    openapi_extra={"x-internal": True},
)
async def register_facility_once(
    registration_id: Annotated[UUID, Path(description="The registration; a repeat has the same id.")],
    body: FacilityIn,
    caller: CanRegisterForMachines,
    session: WorkerSession,
) -> FacilityOut:
    """Enter a site in the register for a service, also one that may be there already."""
    row = await register_once(session, caller, registration_id, body)
    return facility_out(row, sees_possible_duplicates=True)
