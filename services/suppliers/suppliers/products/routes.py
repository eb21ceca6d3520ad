"""`/v1/products`: products, visible to every signed-in buyer, monitor and expert."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.responses import Response

from chassis.callers import Caller
from chassis.list_routes import Reads, list_route
from chassis.periods import DayToCome
from chassis.preconditions import ExpectedVersion, VersionIfSent
from chassis.problem_documents import raises
from chassis.problems import (
    IllegalTransition,
    Invalid,
    PreconditionRequired,
    Stale,
)
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.permissions import CanReadProducts, CanWriteProducts
from suppliers.products import actions, queries
from suppliers.products.facts.rules import NotAnOriginal, ScoreOutOfScale
from suppliers.products.rules import ProductKnown, ProductNotFound, Registration
from suppliers.products.schemas import (
    ProductIn,
    ProductItem,
    ProductOut,
    ProductPatch,
    ProductQuery,
    ProductTransition,
)
from suppliers.products.views import product_out
from suppliers.suppliers.rules import SupplierNotFound
from suppliers.tables import Product

router = new_router("/v1/products", "products")

ProductId = Annotated[UUID, Path(description="The product.")]
STATUS_OF = {Registration.NEW: 201, Registration.KNOWN: 200}


@router.post(
    "",
    status_code=201,
    responses={
        200: {
            "model": ProductOut,
            "description": "The brand already has a product with this number in this condition; it is returned.",
        },
        **raises(SupplierNotFound, ProductNotFound, Invalid, NotAnOriginal, ScoreOutOfScale, DayToCome),
    },
)
async def register_product(
    body: ProductIn, caller: CanWriteProducts, session: Session, response: Response
) -> ProductOut:
    """Register a product. If the brand has the number in this condition already, the answer is 200 and that one."""
    row, registration = await actions.register_product(session, caller, body)
    response.status_code = STATUS_OF[registration]
    response.headers["Location"] = f"/v1/products/{row.id}"
    return await _shown(session, caller, row)


@list_route(router, "", item=ProductItem)
async def list_products(caller: CanReadProducts, reads: Reads, query: ProductQuery) -> Response:
    """Products, newest first. Suppliers see those that they sell or that are of their brand."""
    return await reads.page(queries.PRODUCTS, caller, query)


@router.get("/{product_id}", responses=raises(ProductNotFound))
async def read_product(product_id: ProductId, caller: CanReadProducts, session: Session) -> ProductOut:
    """A product."""
    return await _shown(session, caller, await queries.product(session, caller, product_id))


@router.patch(
    "/{product_id}",
    responses=raises(
        ProductNotFound,
        Stale,
        PreconditionRequired,
        SupplierNotFound,
        ProductKnown,
        NotAnOriginal,
        ScoreOutOfScale,
        DayToCome,
    ),
)
async def amend_product(
    product_id: ProductId,
    body: ProductPatch,
    caller: CanWriteProducts,
    session: Session,
    expected: ExpectedVersion,
) -> ProductOut:
    """Change a product (JSON Merge Patch, RFC 7396): the organisation that registered it, its brand or the
    platform."""
    row = await actions.amend_product(session, caller, product_id, body, expected=expected)
    return await _shown(session, caller, row)


@router.post(
    "/{product_id}/transitions",
    responses=raises(ProductNotFound, IllegalTransition),
)
async def move_product(
    product_id: ProductId, body: ProductTransition, caller: CanWriteProducts, session: Session, read: VersionIfSent
) -> ProductOut:
    """Move a product: put it on the market, discontinue it, archive it."""
    return await _shown(session, caller, await actions.move_product(session, caller, product_id, body, read=read))


async def _shown(session: Session, caller: Caller, row: Product) -> ProductOut:
    return product_out(row, caller, may_change=await actions.may_change(session, caller, row))
