"""Which of a buyer's contracts a facility works for: public for a facility, internal for the dialogue service."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.clock import today
from chassis.costs import HEAVY
from chassis.dates import Day
from chassis.periods import PeriodReversed
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import Session, WorkerSession
from suppliers.contracts.rules import ContractNotFound
from suppliers.disclosures.rows.rules import SHARED_LEVELS, Confidentiality
from suppliers.exposures import queries
from suppliers.exposures.candidates.queries import mentions
from suppliers.exposures.candidates.rules import candidates
from suppliers.exposures.candidates.schemas import FacilitySuppliers, FacilitySuppliersIn
from suppliers.exposures.candidates.views import facility_suppliers_out
from suppliers.exposures.schemas import (
    Exposures,
    Gaps,
    LookupIn,
    Margin,
)
from suppliers.exposures.statements.rules import MARGIN_MONTHS, window_of
from suppliers.exposures.views import exposures_out, gaps_out
from suppliers.facilities import queries as facility_queries
from suppliers.facilities.routes import FacilityId
from suppliers.facilities.rules import FacilityNotFound
from suppliers.permissions import CanLookUpForMachines, CanReadExposures, CanReadGaps

router = new_router("/v1/facilities", "facilities")
internal = new_router("/internal", "internal")

INTERNAL = {"x-internal": True}


@router.get(
    "/{facility_id}/exposure",
    openapi_extra=HEAVY,
    responses=raises(FacilityNotFound, Invalid, PeriodReversed),
)
async def read_facility_exposure(
    facility_id: FacilityId,
    caller: CanReadExposures,
    session: Session,
    first: Annotated[
        Day | None, Query(alias="from", description="First day; one year before `to` where left out.")
    ] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day; today where left out.")] = None,
    margin_months: Annotated[Margin, Query()] = MARGIN_MONTHS,
) -> Exposures:
    """Your own contracts that a facility works for, with how much of what you buy is disclosed at all.

    Rows that are more confidential than `parties` do not count here, not even your own.
    """
    site = await facility_queries.canonical_facility(session, caller, facility_id)
    window = window_of(first, last, margin_months, today=today())
    exposure = await queries.exposure(session, caller, site.id, window, levels=SHARED_LEVELS)
    return exposures_out(site.id, exposure)


@internal.post("/exposure-lookups", responses=raises(Invalid, PeriodReversed), openapi_extra=INTERNAL)
async def look_up_exposures(body: LookupIn, caller: CanReadExposures, session: Session) -> Exposures:
    """The caller's own contracts that a facility works for around some days."""
    window = window_of(body.first, body.last, body.margin_months, today=today())
    exposure = await queries.exposure(session, caller, body.facility_id, window, levels=tuple(Confidentiality))
    return exposures_out(body.facility_id, exposure)


@internal.get("/disclosure-gaps", responses=raises(ContractNotFound), openapi_extra=INTERNAL)
async def list_disclosure_gaps(
    caller: CanReadGaps,
    session: Session,
    contract_id: Annotated[list[UUID], Query(max_length=200, description="The contracts.")],
) -> Gaps:
    """What is not disclosed of what was bought under these contracts."""
    return gaps_out(await queries.disclosure_gaps(session, caller, contract_id, today()))


@internal.post("/facility-suppliers", openapi_extra=INTERNAL)
async def list_facility_suppliers(
    body: FacilitySuppliersIn,
    caller: CanLookUpForMachines,  # noqa: ARG001
    session: WorkerSession,
) -> FacilitySuppliers:
    """The suppliers whose accepted lists name a facility, with what is doubtful; only services may ask."""
    records = await facility_queries.records_of(session, body.facility_id)
    return facility_suppliers_out(candidates(await mentions(session, records)))
