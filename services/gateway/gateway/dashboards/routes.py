"""`/v1/dashboards`: figures alone, for people and for the programs that draw them."""

from fastapi import Request

from chassis.problem_documents import raises
from chassis.problems import Forbidden, Unauthenticated, Unavailable
from chassis.routing import new_router
from chassis.state import state_of
from gateway.dashboards import actions
from gateway.dashboards.schemas import Overview
from gateway.permissions import CanReadDashboards

router = new_router("/v1/dashboards", "dashboards")


@router.get("/overview", responses=raises(Unauthenticated, Forbidden, Unavailable))
async def read_overview(caller: CanReadDashboards, request: Request) -> Overview:
    """How a buyer stands today: each figure with its parts, its value null where there is nothing to count from."""
    return await actions.overview(state_of(request).clients, caller)
