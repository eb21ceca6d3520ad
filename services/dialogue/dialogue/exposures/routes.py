"""`/v1/exposures`: which contracts and products of the caller's a finding touches."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.problem_documents import raises
from chassis.problems import Invalid, Unavailable
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.exposures import actions
from dialogue.exposures.schemas import ExposureList
from dialogue.exposures.views import exposures_out
from dialogue.findings.rules import FindingNotFound
from dialogue.permissions import CanReadExposures
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/v1/exposures", "exposures")


@router.get("", responses=raises(FindingNotFound, Invalid, Unavailable))
async def list_exposures(
    caller: CanReadExposures,
    session: Session,
    suppliers: Suppliers,
    finding_id: Annotated[UUID, Query(description="a finding that was released to the caller")],
) -> ExposureList:
    """What a finding touches of the caller's own contracts, with how much of them is disclosed at all.

    A buyer that is not touched gets an empty list with the same coverage beside it. Buyers alone ask: a monitor
    learns from its affiliates what they buy, not from here.
    """
    return exposures_out(await actions.look_up_exposures(session, caller, suppliers, finding_id))
