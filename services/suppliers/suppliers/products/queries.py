"""Reading products."""

from uuid import UUID

from sqlalchemy import false
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Clause, Listing, binds, contains, equals, since
from chassis.rows import find
from suppliers import visibility
from suppliers.products.rules import Condition, ProductNotFound
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
        col(Product.original_product_id),
        col(Product.warranty_years),
        col(Product.spare_parts_years),
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
    return await find(
        session, Product, product_id, caller, visible=visibility.PRODUCTS, lock=lock, missing=ProductNotFound
    )


async def by_number(
    session: AsyncSession, caller: Caller, keys: tuple[str, str], condition: Condition | None = None
) -> Product | None:
    """The product with this number of a brand, and in this condition, that the caller may see.

    Where no condition is asked for, the new one comes before used ones. For readers of the register it is the
    listed one; suppliers may have a record of their own.
    """
    in_condition = () if condition is None else (col(Product.condition) == condition,)
    statement = (
        select(Product)
        .where(*_has(keys), *in_condition, visibility.REGISTERED_PRODUCTS[caller.org_kind])
        .order_by((col(Product.condition) == Condition.NEW).desc(), col(Product.is_listed).desc())
        .limit(1)
    )
    return (await session.exec(statement, params=binds(caller))).first()


async def is_listed(session: AsyncSession, keys: tuple[str, str], condition: Condition) -> bool:
    """Whether the register has this number of a brand in this condition, also where the caller may not see it."""
    statement = select(Product.id).where(*_has(keys), col(Product.condition) == condition, col(Product.is_listed))
    return (await session.exec(statement)).first() is not None


async def has_twin(session: AsyncSession, row: Product, condition: Condition) -> bool:
    """Whether another record than this one has its number in this condition: of the register, or of who made it."""
    among = col(Product.is_listed) if row.is_listed else col(Product.registered_by) == row.registered_by
    statement = select(Product.id).where(
        *_has((row.brand_key, row.number_key)),
        col(Product.condition) == condition,
        col(Product.is_listed).is_(row.is_listed),
        col(Product.id) != row.id,
        among,
    )
    return (await session.exec(statement)).first() is not None


async def is_original(session: AsyncSession, caller: Caller, product_id: UUID) -> bool:
    """Whether a used product that the caller may see names this one as its original."""
    visible = visibility.PRODUCTS.get(caller.org_kind, false())
    statement = select(Product.id).where(col(Product.original_product_id) == product_id, visible).limit(1)
    return (await session.exec(statement, params=binds(caller))).first() is not None


def _has(keys: tuple[str, str]) -> tuple[Clause, Clause]:
    return col(Product.brand_key) == keys[0], col(Product.number_key) == keys[1]
