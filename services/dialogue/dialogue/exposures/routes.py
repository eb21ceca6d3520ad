"""`/v1/exposures`: which contracts and products of a buyer a finding affects."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.costs import HEAVY
from chassis.problem_documents import raises
from chassis.problems import Invalid, Unavailable
from chassis.routing import new_router
from chassis.transactions import CallerTransactions
from dialogue.exposures import actions
from dialogue.exposures.schemas import ExposureList
from dialogue.exposures.views import exposures_out
from dialogue.findings.rules import FindingNotFound
from dialogue.permissions import CanReadExposures
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/v1/exposures", "exposures")


@router.get("", openapi_extra=HEAVY, responses=raises(FindingNotFound, Invalid, Unavailable))
async def list_exposures(
    caller: CanReadExposures,
    begin: CallerTransactions,
    suppliers: Suppliers,
    finding_id: Annotated[UUID, Query(description="A finding that was released to you.")],
) -> ExposureList:
    """Which of your contracts and products a finding affects, and how much of what you bought is disclosed.

    The list is empty if no link is known; see `coverage`. Only buyers can ask: a monitor does not learn here
    what they buy.
    """
    return exposures_out(await actions.look_up_exposures(begin, caller, suppliers, finding_id))
