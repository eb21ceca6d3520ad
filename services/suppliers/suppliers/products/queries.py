"""Reading products."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, contains, equals, since
from chassis.rows import find
from suppliers import visibility
from suppliers.products.rules import ProductNotFound
from suppliers.products.schemas import ProductQuery
from suppliers.tables import Product, ProductOffer

PRODUCTS = Listing(
    name="products",
    columns=(
        col(Product.id),
        col(Product.version),
        col(Product.created_at),
        col(Product.updated_at),
        col(Product.brand),
        col(Product.brand_id),
        col(Product.model_name),
        col(Product.model_number),
        col(Product.gtin),
        col(Product.category),
        col(Product.condition),
        col(Product.status),
    ),
    key=col(Product.id),
    visible=visibility.PRODUCTS,
    query=ProductQuery,
    filters={
        "q": contains(col(Product.brand), col(Product.model_name), col(Product.model_number)),
        "category": equals(col(Product.category)),
        "status": equals(col(Product.status)),
        "supplier_id": lambda supplier: col(Product.id).in_(
            select(ProductOffer.product_id).where(col(ProductOffer.supplier_id) == supplier)
        ),
        "updated_since": since(col(Product.updated_at)),
    },
)


async def product(session: AsyncSession, caller: Caller, product_id: UUID, *, lock: bool = False) -> Product:
    """Raises ProductNotFound."""
    return await find(session, Product, product_id, caller, visibility.PRODUCTS, lock=lock, missing=ProductNotFound)


async def by_number(session: AsyncSession, brand_key: str, number_key: str) -> Product | None:
    """The product with this number of a brand, also where the caller may not see it: all organisations share it."""
    statement = select(Product).where(col(Product.brand_key) == brand_key, col(Product.number_key) == number_key)
    return (await session.exec(statement)).first()
