"""Recording and changing quotes."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.periods import check_past, check_period
from chassis.preconditions import demand
from chassis.rows import stamps, touch
from suppliers.products import queries as product_queries
from suppliers.quotes import queries
from suppliers.quotes.rules import SAYS, check_says_something
from suppliers.quotes.schemas import QuoteIn, QuotePatch
from suppliers.suppliers import queries as supplier_queries
from suppliers.tables import ProductQuote

AS_JSON = {"extra_warranty_year", "spare_parts_prices"}


async def record_quote(session: AsyncSession, caller: Caller, product_id: UUID, body: QuoteIn) -> ProductQuote:
    """Raises ProductNotFound, SupplierNotFound, DayToCome, PeriodReversed, QuoteIsEmpty."""
    product = await product_queries.product(session, caller, product_id)
    await supplier_queries.supplier(session, caller, body.supplier_id)
    values = _columns(body)
    _check(values)
    row = ProductQuote(**values, product_id=product.id, owner_id=caller.org, **stamps(caller))
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "quote.recorded")
    return row


async def amend_quote(
    session: AsyncSession, caller: Caller, ids: tuple[UUID, UUID], body: QuotePatch, *, expected: int
) -> ProductQuote:
    """`ids` are those of the product and the quote.

    Raises QuoteNotFound, Stale, DayToCome, PeriodReversed, QuoteIsEmpty.
    """
    row = await queries.quote(session, caller, *ids, lock=True)
    demand(row.version, expected)
    changes = _columns(body)
    _check(row.model_dump() | changes)
    touch(row, caller, **changes)
    await _journal(session, caller, row, "quote.amended")
    return row


def _columns(body: QuoteIn | QuotePatch) -> dict[str, Any]:
    """The fields that were given, as they are stored."""
    is_patch = isinstance(body, QuotePatch)
    return {
        **body.model_dump(exclude=AS_JSON, exclude_unset=is_patch),
        **body.model_dump(mode="json", include=AS_JSON, exclude_unset=is_patch),
    }


def _check(quote: dict[str, Any]) -> None:
    """`quote` is as it will be stored; raises DayToCome, PeriodReversed, QuoteIsEmpty."""
    received = (quote["spare_parts_prices"] or {}).get("received_on")
    check_past(
        today=today(),
        quoted_on=quote["quoted_on"],
        spare_parts_prices__received_on=date.fromisoformat(received) if received else None,
    )
    check_period(quote["quoted_on"], quote["valid_to"], pointer="/valid_to")
    check_says_something(quote[name] for name in SAYS)


async def _journal(session: AsyncSession, caller: Caller, row: ProductQuote, verb: str) -> None:
    payload = {"product_id": row.product_id, "supplier_id": row.supplier_id}
    await record(session, caller, Entry(verb, ("quote", row.id), audience=[row.owner_id], payload=payload))
