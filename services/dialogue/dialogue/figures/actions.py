"""The figures of this service, each with what it was counted from."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.figures import Figure, Period, Scope, count, share
from dialogue.action_points.rules import OwnerSide
from dialogue.figures import queries
from dialogue.figures.rules import YEAR, Due, Held, OnlyToday, of_the_last_year, standing
from dialogue.suppliers_client import SuppliersWindow


class HardwareSupplier(BaseModel):
    """A supplier with active hardware contracts of the caller's, as suppliers says it."""

    class ReviewDue(BaseModel):
        """One yearly review that a contract asks for."""

        contract_id: UUID
        due_at: date
        missed_after: date

    supplier_id: UUID
    contract_ids: list[UUID]
    annual_review_due: list[ReviewDue]


async def figures(
    session: AsyncSession, caller: Caller, suppliers: SuppliersWindow, as_of: date | None
) -> list[Figure]:
    """Raises OnlyToday."""
    if as_of not in (None, today()):
        raise OnlyToday(pointer="/query/as_of")
    answer = await suppliers.ask("GET", "/internal/hardware-suppliers")
    hardware = [HardwareSupplier.model_validate(item) for item in answer["items"]]
    said: dict[str, Any] = {"as_of": today(), "scope": Scope(kind=caller.org_kind.value, id=caller.org)}
    return [
        await _coverage(session, caller, hardware, said),
        await _actions(session, caller, said),
        await _findings(session, caller, said),
        await _reviews(session, caller, hardware, said),
    ]


async def _coverage(
    session: AsyncSession, caller: Caller, hardware: list[HardwareSupplier], said: dict[str, Any]
) -> Figure:
    ids = {supplier.supplier_id for supplier in hardware}
    spoken = await queries.spoken_with(session, caller)
    excluded = {"no_active_hardware_contract": len(spoken - ids)}
    return share("dialogue_coverage", "G1", (len(ids & spoken), len(ids)), excluded=excluded, **said)


async def _actions(session: AsyncSession, caller: Caller, said: dict[str, Any]) -> Figure:
    by_side = await queries.open_actions(session, caller)
    divided = {side.value: by_side.get(side, 0) for side in OwnerSide}
    return count("open_action_points", "X0", sum(divided.values()), breakdown=divided, **said)


async def _findings(session: AsyncSession, caller: Caller, said: dict[str, Any]) -> Figure:
    by_severity = await queries.open_findings(session, caller)
    divided = {severity.value: number for severity, number in by_severity.items()}
    return count("open_findings", "F1", sum(divided.values()), breakdown=divided, **said)


async def _reviews(
    session: AsyncSession, caller: Caller, hardware: list[HardwareSupplier], said: dict[str, Any]
) -> Figure:
    """A contract's review is that of a dialogue that names it, or that names none but speaks with its supplier."""
    asked = [
        (supplier.supplier_id, Due(each.contract_id, each.due_at, each.missed_after))
        for supplier in hardware
        for each in supplier.annual_review_due
    ]
    held = await queries.reviews_held(session, caller, {supplier for supplier, _ in asked})
    due = set(of_the_last_year((each for _, each in asked), today()))
    stands = Counter(
        standing(
            each, [day for by, of, day in held if each.contract_id in of or (by == supplier and not of)], today()
        )
        for supplier, each in asked
        if each in due
    )
    figure = share(
        "reviews_due", "R1", (stands[Held.ON_TIME], len(due)), excluded={"due_later": len(asked) - len(due)}, **said
    )
    period = Period(start=today() - YEAR, end=today())
    return figure.model_copy(update={"period": period, "breakdown": {how.value: stands[how] for how in Held}})
