"""The figures of this service, each with its numerator and denominator."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.figures import Figure, Period, Scope, count, share
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.figures import queries
from dialogue.figures.rules import YEAR, Due, Held, standings
from dialogue.figures.schemas import DialogueFigures
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import HardwareSupplier


async def figures_out(session: AsyncSession, caller: Caller, suppliers: SuppliersApi) -> DialogueFigures:
    """All figures of this service as the caller sees them today."""
    hardware = await suppliers.hardware_suppliers()
    common: dict[str, Any] = {"as_of": today(), "scope": Scope(kind=caller.org_kind.value, id=caller.org)}
    figures = [
        await _coverage(session, caller, hardware, common),
        await _action_points(session, caller, common),
        await _findings(session, caller, common),
        await _reviews(session, caller, hardware, common),
    ]
    return DialogueFigures(figures=figures)


async def _coverage(
    session: AsyncSession, caller: Caller, hardware: list[HardwareSupplier], common: dict[str, Any]
) -> Figure:
    ids = {supplier.supplier_id for supplier in hardware}
    in_dialogue = await queries.suppliers_in_dialogue(session, caller)
    excluded = {"no_active_hardware_contract": len(in_dialogue - ids)}
    return share("dialogue_coverage", "G1", (len(ids & in_dialogue), len(ids)), excluded=excluded, **common)


async def _action_points(session: AsyncSession, caller: Caller, common: dict[str, Any]) -> Figure:
    by_side = await queries.open_action_points(session, caller)
    divided = {side.value: by_side.get(side, 0) for side in OwnerSide}
    return count("open_action_points", "X0", sum(divided.values()), breakdown=divided, **common)


async def _findings(session: AsyncSession, caller: Caller, common: dict[str, Any]) -> Figure:
    by_severity = await queries.open_findings(session, caller)
    divided = {severity.value: number for severity, number in by_severity.items()}
    return count("open_findings", "F1", sum(divided.values()), breakdown=divided, **common)


async def _reviews(
    session: AsyncSession, caller: Caller, hardware: list[HardwareSupplier], common: dict[str, Any]
) -> Figure:
    followed = [
        (supplier.supplier_id, Due(each.contract_id, each.due_at, each.missed_after))
        for supplier in hardware
        for each in supplier.annual_review_due
    ]
    held = await queries.reviews_held(session, caller, {supplier for supplier, _ in followed})
    results = standings(followed, held, today())
    figure = share(
        "reviews_due",
        "R1",
        (results[Held.ON_TIME], results.total()),
        excluded={"due_later": len(followed) - results.total()},
        **common,
    )
    period = Period(start=today() - YEAR, end=today())
    return figure.model_copy(update={"period": period, "breakdown": {how.value: results[how] for how in Held}})
