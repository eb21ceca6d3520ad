"""`/v1/products/{id}/units`: how many units of a product were delivered in each year."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.transactions import Session
from suppliers.deliveries.units import queries
from suppliers.deliveries.units.schemas import ProductUnits
from suppliers.deliveries.units.views import units_out
from suppliers.permissions import CanReadContracts
from suppliers.products import queries as product_queries
from suppliers.products.rules import ProductNotFound

router = new_router("/v1/products", "deliveries")


@router.get("/{product_id}/units", responses=raises(ProductNotFound))
async def count_units(
    product_id: Annotated[UUID, Path(description="The product.")], caller: CanReadContracts, session: Session
) -> ProductUnits:
    """Units of a product by year: those delivered to your organisation or, for a supplier, those it delivered under
    contracts that it may see."""
    product = await product_queries.product(session, caller, product_id)
    return units_out(product.id, await queries.units_of_product(session, caller, product.id))
