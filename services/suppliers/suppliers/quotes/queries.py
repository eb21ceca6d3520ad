"""Reading quotes."""

from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from suppliers import visibility
from suppliers.quotes.rules import QuoteNotFound
from suppliers.quotes.schemas import QuoteQuery
from suppliers.tables import ProductQuote

QUOTES = Listing(
    name="quotes",
    columns=(
        col(ProductQuote.id),
        col(ProductQuote.version),
        col(ProductQuote.created_at),
        col(ProductQuote.updated_at),
        col(ProductQuote.product_id),
        col(ProductQuote.supplier_id),
        col(ProductQuote.quoted_on),
        col(ProductQuote.valid_to),
        col(ProductQuote.warranty_years),
        col(ProductQuote.extra_warranty_year),
        col(ProductQuote.spare_parts_years),
        col(ProductQuote.spare_parts_prices),
    ),
    key=col(ProductQuote.id),
    visible=visibility.QUOTES,
    query=QuoteQuery,
    filters={"supplier_id": equals(col(ProductQuote.supplier_id))},
    within={"product_id": equals(col(ProductQuote.product_id))},
)


async def quote(
    session: AsyncSession, caller: Caller, product_id: UUID, quote_id: UUID, *, lock: bool = False
) -> ProductQuote:
    """Raises QuoteNotFound."""
    row = await find(
        session, ProductQuote, quote_id, caller, visible=visibility.QUOTES, lock=lock, missing=QuoteNotFound
    )
    if row.product_id != product_id:
        raise QuoteNotFound
    return row
