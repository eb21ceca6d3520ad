"""Counting for the figures of this service: what the suppliers service knows, and what is counted here."""

from chassis.callers import Caller
from chassis.clock import today
from chassis.transactions import Begin
from dialogue.figures import queries
from dialogue.figures.rules import DueReview
from dialogue.figures.views import Counts
from dialogue.suppliers_api.client import SuppliersApi


async def count_today(begin: Begin, caller: Caller, suppliers: SuppliersApi) -> Counts:
    """What the caller sees today. The suppliers service is asked before the transaction."""
    hardware = await suppliers.hardware_suppliers()
    followed = [
        (supplier.supplier_id, DueReview(each.contract_id, each.due_at, each.missed_after))
        for supplier in hardware
        for each in supplier.annual_review_due
    ]
    async with begin() as session:
        return Counts(
            day=today(),
            hardware_suppliers={supplier.supplier_id for supplier in hardware},
            in_dialogue=await queries.suppliers_in_dialogue(session, caller),
            action_points=await queries.open_action_points(session, caller),
            findings=await queries.open_findings(session, caller),
            reviews_followed=followed,
            reviews_held=await queries.reviews_held(session, caller, {supplier for supplier, _ in followed}),
        )
