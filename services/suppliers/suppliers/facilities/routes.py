"""`/v1/facilities`: the register of sites. It says that a site exists, not who buys there."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.callers import Caller
from chassis.costs import HEAVY
from chassis.list_routes import Reads, list_route
from chassis.preconditions import VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers import visibility
from suppliers.facilities import actions, queries, views
from suppliers.facilities.matches.queries import match_sites
from suppliers.facilities.matches.schemas import MatchIn, MatchOut
from suppliers.facilities.matches.views import match_out
from suppliers.facilities.rules import (
    CannotMerge,
    FacilityNotFound,
    FoundAs,
    IdentifierOfAnotherSite,
    PossibleDuplicate,
    found_as,
)
from suppliers.facilities.schemas import FacilityIn, FacilityItem, FacilityOut, FacilityQuery, MergeIn
from suppliers.permissions import (
    CanMatchFacilities,
    CanMergeFacilities,
    CanReadFacilities,
    CanWriteFacilities,
)
from suppliers.suppliers.rules import InvalidIdentifier
from suppliers.tables import Facility

router = new_router("/v1/facilities", "facilities")

FacilityId = Annotated[UUID, Path(description="The facility.")]
STATUS_OF = {FoundAs.ITSELF: 200, FoundAs.SURVIVOR: 301}


def _answer(row: Facility, caller: Caller) -> FacilityOut:
    return views.facility_out(row, sees_possible_duplicates=visibility.sees_possible_duplicates(caller))


@router.post(
    "",
    status_code=201,
    responses=raises(Invalid, InvalidIdentifier, PossibleDuplicate, IdentifierOfAnotherSite),
)
async def register_facility(
    body: FacilityIn,
    caller: CanWriteFacilities,
    session: Session,
    response: Response,
    allow_duplicate: Annotated[
        bool, Query(description="Register the site even if the register may have it already.")
    ] = False,
) -> FacilityOut:
    """Register a site by hand. One that may be in the register already is refused, with the candidates."""
    row = await actions.register_facility(session, caller, body, allow_duplicate=allow_duplicate)
    response.headers["Location"] = f"/v1/facilities/{row.id}"
    return _answer(row, caller)


@list_route(router, "", item=FacilityItem)
async def list_facilities(caller: CanReadFacilities, reads: Reads, query: FacilityQuery) -> Response:
    """The register, in a random order. Users of a supplier see the facilities of their own lists."""
    return await reads.page(queries.FACILITIES, caller, query)


@router.post(
    "/match",
    openapi_extra=HEAVY,
    responses=raises(Invalid),
)
async def match_facilities(body: MatchIn, caller: CanMatchFacilities, session: Session) -> MatchOut:  # noqa: ARG001
    """Find facilities by their written names and addresses. Nothing is saved, not even what you searched for."""
    matches, facilities = await match_sites(session, list(body.queries.values()), limit=body.limit)
    return match_out(body.queries, matches, facilities)


@router.get(
    "/{facility_id}",
    responses=raises(FacilityNotFound)
    | {
        301: {"model": FacilityOut, "description": "It was merged; `Location` and the body are the other facility."}
    },
)
async def read_facility(
    facility_id: FacilityId, caller: CanReadFacilities, session: Session, response: Response
) -> FacilityOut:
    """A facility. Under the id of a merged one, the answer is 301 with the facility it was merged into."""
    row = await queries.canonical_facility(session, caller, facility_id)
    response.status_code = STATUS_OF[found_as(row.id, asked_for=facility_id)]
    response.headers["Location"] = f"/v1/facilities/{row.id}"
    return _answer(row, caller)


@router.post(
    "/{facility_id}/merge",
    responses=raises(FacilityNotFound, CannotMerge),
)
async def merge_facility(
    facility_id: FacilityId, body: MergeIn, caller: CanMergeFacilities, session: Session, read: VersionIfSent
) -> FacilityOut:
    """Merge this record into another record of the same site; returns that one. The merged id stays valid."""
    return _answer(await actions.merge_facility(session, caller, facility_id, body, read=read), caller)


@router.post(
    "/{facility_id}/unmerge",
    responses=raises(FacilityNotFound, CannotMerge),
)
async def unmerge_facility(
    facility_id: FacilityId, caller: CanMergeFacilities, session: Session, read: VersionIfSent
) -> FacilityOut:
    """Undo a merge."""
    return _answer(await actions.unmerge_facility(session, caller, facility_id, read=read), caller)
