"""Figures for the dashboards."""

from chassis.clock import today
from chassis.dates import Day
from chassis.problem_documents import raises
from chassis.problems import Unavailable
from chassis.routing import new_router
from chassis.transactions import CallerTransactions
from dialogue.figures import actions
from dialogue.figures.rules import OnlyToday, demand_today
from dialogue.figures.schemas import DialogueFigures
from dialogue.figures.views import figures_out
from dialogue.permissions import CanReadFigures
from dialogue.suppliers_api.dependencies import Suppliers

router = new_router("/internal", "internal")


@router.get(
    "/figures",
    responses=raises(OnlyToday, Unavailable),
    openapi_extra={"x-internal": True},
)
async def read_dialogue_figures(
    caller: CanReadFigures, begin: CallerTransactions, suppliers: Suppliers, as_of: Day | None = None
) -> DialogueFigures:
    """Dialogue coverage, open action points, open findings and due reviews, as the caller sees them today."""
    demand_today(as_of, today())
    return figures_out(await actions.count_today(begin, caller, suppliers), caller)
