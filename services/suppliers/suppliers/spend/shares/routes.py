"""`/v1/spend-shares`: which share of the spend goes where; each buyer sees its own."""

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
from suppliers.spend.history.rules import AsOfInFuture
from suppliers.spend.shares.rules import monitored
from suppliers.spend.shares.schemas import SpendShares, SpendSharesQuery
from suppliers.spend.shares.views import spend_shares_out

router = new_router("/v1/spend-shares", "spend")


@router.get("", openapi_extra=HEAVY, responses=raises(AsOfInFuture, PeriodReversed))
async def list_spend_shares(
    caller: CanReadSpend, session: Session, query: Annotated[SpendSharesQuery, Query()]
) -> SpendShares:
    """Figure C6: the share of payments for hardware under contracts that a monitor follows.

    It counts complete payments whose period lies within these days. Payments and contracts count as they were known
    on a day. Each currency, and amounts with and without VAT, have a share of their own.
    """
    counted = await queries.counted(session, caller, query.asked(today=today()))
    return spend_shares_out(monitored(counted), counted.asked, caller)
