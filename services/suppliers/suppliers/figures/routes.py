"""Internal: what other services ask for a buyer: its hardware suppliers, and the figures of this service."""

from typing import Annotated

from fastapi import Query

from chassis.calendar_arithmetic import year_until
from chassis.clock import today
from chassis.dates import Day
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.exposures import queries as exposure_queries
from suppliers.figures import queries
from suppliers.figures.schemas import Figures, HardwareSuppliers
from suppliers.figures.views import (
    contract_figures,
    disclosure_figure,
    hardware_suppliers,
    rejection_figure,
)
from suppliers.permissions import CanReadFigures

router = new_router("/internal", "internal")

INTERNAL = {"x-internal": True}


@router.get("/hardware-suppliers", openapi_extra=INTERNAL)
async def list_hardware_suppliers(caller: CanReadFigures, session: Session) -> HardwareSuppliers:
    """The caller's suppliers of hardware, with their running contracts and the annual reviews these require."""
    day = today()
    return hardware_suppliers(await queries.hardware_contracts(session, caller, day), day)


@router.get("/figures", openapi_extra=INTERNAL)
async def read_supplier_figures(
    caller: CanReadFigures,
    session: Session,
    as_of: Annotated[Day | None, Query(description="The day; today where it is left out.")] = None,
) -> Figures:
    """The figures of this service on a day; today where none is given."""
    day = as_of or today()
    counts = await queries.contract_counts(session, caller, day)
    disclosed = await exposure_queries.disclosed_products(session, caller, day)
    days = year_until(day)
    rejected = rejection_figure(await queries.rejections(session, caller, *days), days, caller)
    figures = contract_figures(counts, caller, day)
    return Figures(figures=[*figures, rejected, disclosure_figure(disclosed, caller, day)])
