"""What the other services ask on a buyer's behalf: its hardware suppliers, and this service's figures."""

from datetime import date

from chassis.clock import today
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.exposures.actions import count_disclosed
from suppliers.figures import queries
from suppliers.figures.schemas import Figures, HardwareSuppliers
from suppliers.figures.views import contract_figures, disclosure_figure, hardware_suppliers
from suppliers.permissions import CanReadFigures

router = new_router("/internal", "internal")

INTERNAL = {"x-internal": True}


@router.get("/hardware-suppliers", openapi_extra=INTERNAL)
async def list_hardware_suppliers(caller: CanReadFigures, session: Session) -> HardwareSuppliers:
    """The caller's suppliers of hardware, with the contracts that run and the reviews they ask for."""
    return hardware_suppliers(await queries.hardware_contracts(session, caller))


@router.get("/figures", openapi_extra=INTERNAL)
async def read_supplier_figures(caller: CanReadFigures, session: Session, as_of: date | None = None) -> Figures:
    """What can be counted here, as it stood on a day (today, where none is given)."""
    day = as_of or today()
    counts = await queries.contract_counts(session, caller, day)
    disclosed = await count_disclosed(session, caller, day)
    figures = contract_figures(counts, caller, day)
    return Figures(figures=[*figures, disclosure_figure(disclosed, caller, day)])
