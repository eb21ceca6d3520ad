"""`/v1/products/{id}/quotes`: what suppliers ask for warranty and spare parts; only the buyer sees it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import Response

from chassis.list_routes import Reads
from chassis.pages import Page
from chassis.periods import DayToCome, PeriodReversed
from chassis.preconditions import ExpectedVersion
from chassis.problem_documents import raises
from chassis.problems import BadCursor, PreconditionRequired, Stale
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.permissions import CanReadQuotes, CanWriteQuotes
from suppliers.products import queries as product_queries
from suppliers.products.rules import ProductNotFound
from suppliers.quotes import actions, queries
from suppliers.quotes.rules import QuoteIsEmpty, QuoteNotFound
from suppliers.quotes.schemas import QuoteIn, QuoteOut, QuotePatch, QuoteQuery
from suppliers.quotes.views import quote_out
from suppliers.suppliers.rules import SupplierNotFound

router = new_router("/v1/products", "quotes")

ProductId = Annotated[UUID, Path(description="The product.")]
QuoteId = Annotated[UUID, Path(description="The quote.")]


@router.post(
    "/{product_id}/quotes",
    status_code=201,
    responses=raises(ProductNotFound, SupplierNotFound, DayToCome, PeriodReversed, QuoteIsEmpty),
)
async def record_quote(
    product_id: ProductId, body: QuoteIn, caller: CanWriteQuotes, session: Session, response: Response
) -> QuoteOut:
    """Record what a supplier asks for one more year of warranty, and its price list of spare parts."""
    row = await actions.record_quote(session, caller, product_id, body)
    response.headers["Location"] = f"/v1/products/{product_id}/quotes/{row.id}"
    return quote_out(row)


@router.get("/{product_id}/quotes", response_model=Page[QuoteOut], responses=raises(ProductNotFound, BadCursor))
async def list_quotes(
    product_id: ProductId,
    caller: CanReadQuotes,
    session: Session,
    reads: Reads,
    query: Annotated[QuoteQuery, Query()],
) -> Response:
    """Quotes that your organisation got for a product, newest record first."""
    product = await product_queries.product(session, caller, product_id)
    return await reads.page(queries.QUOTES, caller, query, {"product_id": product.id})


@router.get("/{product_id}/quotes/{quote_id}", responses=raises(QuoteNotFound))
async def read_quote(product_id: ProductId, quote_id: QuoteId, caller: CanReadQuotes, session: Session) -> QuoteOut:
    """A quote."""
    return quote_out(await queries.quote(session, caller, product_id, quote_id))


@router.patch(
    "/{product_id}/quotes/{quote_id}",
    responses=raises(QuoteNotFound, Stale, PreconditionRequired, DayToCome, PeriodReversed, QuoteIsEmpty),
)
async def amend_quote(
    product_id: ProductId,
    quote_id: QuoteId,
    body: QuotePatch,
    caller: CanWriteQuotes,
    session: Session,
    expected: ExpectedVersion,
) -> QuoteOut:
    """Correct a quote (JSON Merge Patch, RFC 7396)."""
    row = await actions.amend_quote(session, caller, (product_id, quote_id), body, expected=expected)
    return quote_out(row)
