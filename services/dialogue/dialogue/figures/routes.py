"""What the dashboards count of what is said and done."""

from datetime import date

from pydantic import BaseModel

from chassis.figures import Figure
from chassis.problem_documents import raises
from chassis.problems import Forbidden, Unauthenticated, Unavailable
from chassis.routing import new_router
from chassis.transactions import Session
from dialogue.figures import actions
from dialogue.figures.rules import OnlyToday
from dialogue.permissions import CanReadFigures
from dialogue.suppliers_client import Suppliers

router = new_router("/internal", "internal")


class DialogueFigures(BaseModel):
    """All figures of this service."""

    figures: list[Figure]


@router.get(
    "/figures",
    responses=raises(Unauthenticated, Forbidden, OnlyToday, Unavailable),
    openapi_extra={"x-internal": True},
)
async def read_dialogue_figures(
    caller: CanReadFigures, session: Session, suppliers: Suppliers, as_of: date | None = None
) -> DialogueFigures:
    """Dialogue coverage, open action points by side, open findings, reviews due: as the caller sees them today."""
    return DialogueFigures(figures=await actions.figures(session, caller, suppliers, as_of))
