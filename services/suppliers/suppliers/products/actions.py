"""Registering, changing and moving products."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from suppliers.links import queries as link_queries
from suppliers.products import queries
from suppliers.products.rules import MOVES, Registration, key_of
from suppliers.products.schemas import ProductIn, ProductPatch, ProductTransition
from suppliers.suppliers import queries as supplier_queries
from suppliers.tables import Product, ProductOffer


async def register_product(session: AsyncSession, caller: Caller, body: ProductIn) -> tuple[Product, Registration]:
    """A brand has each number once; raises SupplierNotFound."""
    seller = body.supplier_id or caller.supplier_id
    if seller is not None:
        await supplier_queries.supplier(session, caller, seller)
    brand = await _brand(session, caller, body)
    keys = key_of(brand), key_of(body.model_number)
    await hold(session, Lock.PRODUCT_NUMBER, *keys)
    row = await queries.by_number(session, *keys)
    registration = Registration.KNOWN
    if row is None:
        registration = Registration.NEW
        row = await _insert(session, caller, body, brand=brand, keys=keys)
    if seller is not None:
        await offer(session, row.id, seller)
    return row, registration


async def offer(session: AsyncSession, product_id: UUID, supplier_id: UUID) -> None:
    """Record that a market party sells this product, unless it is recorded already."""
    await session.flush()
    statement = insert(ProductOffer).values(product_id=product_id, supplier_id=supplier_id)
    await session.exec(statement.on_conflict_do_nothing())


async def amend_product(
    session: AsyncSession, caller: Caller, product_id: UUID, body: ProductPatch, expected: int
) -> Product:
    """Raises ProductNotFound, Forbidden, Stale, SupplierNotFound."""
    row = await queries.product(session, caller, product_id, lock=True)
    await _check_may_change(session, caller, row)
    demand(row.version, expected)
    if body.brand_id is not None:
        await supplier_queries.supplier(session, caller, body.brand_id)
    changes = body.model_dump(exclude_unset=True)
    touch(row, caller, **changes)
    await record(
        session, caller, Entry("product.amended", ("product", row.id), payload={"fields": sorted(changes)})
    )
    return row


async def move_product(session: AsyncSession, caller: Caller, product_id: UUID, body: ProductTransition) -> Product:
    """Raises ProductNotFound, Forbidden, IllegalTransition."""
    row = await queries.product(session, caller, product_id, lock=True)
    await _check_may_change(session, caller, row)
    before = row.status
    touch(row, caller, status=step(MOVES, before, body.to, actors=caller.roles))
    await record(session, caller, Entry(f"product.{row.status}", ("product", row.id), moved=(before, row.status)))
    return row


async def _brand(session: AsyncSession, caller: Caller, body: ProductIn) -> str:
    """The name that was given, or that of the market party."""
    if body.brand_id is None:
        return body.brand or ""
    party = await supplier_queries.supplier(session, caller, body.brand_id)
    return body.brand or party.name


async def _insert(
    session: AsyncSession, caller: Caller, body: ProductIn, *, brand: str, keys: tuple[str, str]
) -> Product:
    row = Product(
        **body.model_dump(exclude={"supplier_id", "brand"}),
        brand=brand,
        brand_key=keys[0],
        number_key=keys[1],
        registered_by=caller.org,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await record(session, caller, Entry("product.registered", ("product", row.id)))
    return row


async def _check_may_change(session: AsyncSession, caller: Caller, row: Product) -> None:
    """Raises Forbidden unless the caller registered the product, represents its brand, or is the platform.

    Only an organisation that the platform confirmed represents the brand: any buyer can invite any person.
    """
    is_of_brand = caller.org_kind is OrgKind.SUPPLIER and row.brand_id == caller.supplier_id
    is_brand = is_of_brand and await link_queries.is_confirmed(session, caller)
    if row.registered_by != caller.org and not is_brand and not caller.is_any(Role.PLATFORM_ADMIN):
        raise Forbidden(
            "Only the organisation that registered this product, its brand or the platform can change it."
        )
