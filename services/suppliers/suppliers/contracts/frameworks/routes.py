"""`/v1/frameworks`: frameworks of central bodies under which the caller's organisation may order."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.clock import today
from chassis.list_routes import Reads, list_route
from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.contracts.frameworks import queries
from suppliers.contracts.frameworks.rules import FrameworkNotFound
from suppliers.contracts.frameworks.schemas import FrameworkItem, FrameworkOut, FrameworkQuery
from suppliers.contracts.frameworks.views import framework_out
from suppliers.permissions import CanReadFrameworks

router = new_router("/v1/frameworks", "frameworks")

FrameworkId = Annotated[UUID, Path(description="The framework.")]


@list_route(router, "", item=FrameworkItem)
async def list_frameworks(caller: CanReadFrameworks, reads: Reads, query: FrameworkQuery) -> Response:
    """Frameworks of other organisations under which yours may order, newest first. Your own are contracts."""
    return await reads.page(queries.FRAMEWORKS, caller, query)


@router.get("/{framework_id}", responses=raises(FrameworkNotFound))
async def read_framework(framework_id: FrameworkId, caller: CanReadFrameworks, session: Session) -> FrameworkOut:
    """A framework with what an order takes from it. Name it as `parent_contract_id` of a call-off."""
    row = await queries.framework(session, caller, framework_id)
    return framework_out(row, await queries.parts(session, row), today=today())
