"""`/v1/spend-totals`: what was spent, by year, contract, supplier and framework; each buyer sees its own."""

from typing import Annotated

from fastapi import Query

from chassis.clock import today
from chassis.costs import HEAVY
from chassis.periods import PeriodReversed
from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.permissions import CanReadSpend
from suppliers.spend.history import queries
from suppliers.spend.history.rules import AsOfInFuture, PeriodGivenTwice
from suppliers.spend.totals.rules import TooManyTotals, dimensions, totals
from suppliers.spend.totals.schemas import GroupedSpendTotals, SpendTotalsQuery
from suppliers.spend.totals.views import grouped_totals_out

router = new_router("/v1/spend-totals", "spend")


@router.get(
    "", openapi_extra=HEAVY, responses=raises(AsOfInFuture, PeriodGivenTwice, PeriodReversed, TooManyTotals)
)
async def list_spend_totals(
    caller: CanReadSpend, session: Session, query: Annotated[SpendTotalsQuery, Query()]
) -> GroupedSpendTotals:
    """Exact totals of your spend, as it was known on a day, divided as you ask.

    Paid amounts, budgets and estimates, currencies, and amounts with and without VAT are never added to each other.
    Periods that are not complete have a sum of their own, and no amount is extrapolated or divided. Spend that is
    not recorded is not known: `contracts_without_spend` and `covered_days` say how much that is.
    """
    counted = await queries.counted(session, caller, query.asked(today=today()))
    by = dimensions(query.group_by)
    return grouped_totals_out(counted, totals(counted, by, query.kind), by)
