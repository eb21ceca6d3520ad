"""`/v1/dashboards`: figures, for people and for the programs that draw them."""

from fastapi import Request

from chassis.clock import today
from chassis.costs import HEAVY
from chassis.problem_documents import raises
from chassis.problems import Unavailable
from chassis.routing import new_router
from chassis.state import state_of
from gateway.dashboards import actions, views
from gateway.dashboards.rules import check_buyer
from gateway.dashboards.schemas import Overview
from gateway.permissions import CanReadDashboards

router = new_router("/v1/dashboards", "dashboards")


@router.get("/overview", openapi_extra=HEAVY, responses=raises(Unavailable))
async def read_overview(caller: CanReadDashboards, request: Request) -> Overview:
    """Read a buyer's figures of today. A `value` is null if there is nothing to count from."""
    check_buyer(caller.org_kind)
    day = today()
    return views.overview(caller, day, await actions.collect_figures(state_of(request).clients, caller, day))
