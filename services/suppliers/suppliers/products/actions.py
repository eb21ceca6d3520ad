"""Registering, changing and moving products."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, literal
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.periods import check_past
from chassis.preconditions import demand, demand_if_sent
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind, Role
from suppliers.links import queries as link_queries
from suppliers.permissions import may_publish
from suppliers.products import queries
from suppliers.products.facts.rules import NotAnOriginal, check_original, check_score
from suppliers.products.facts.schemas import Repairability
from suppliers.products.rules import MOVES, Condition, ProductKnown, Registration, key_of
from suppliers.products.schemas import ProductIn, ProductPatch, ProductTransition
from suppliers.suppliers import queries as supplier_queries
from suppliers.tables import Delivery, Product, ProductOffer

AS_JSON = {"repairability", "main_components"}


async def register_product(session: AsyncSession, caller: Caller, body: ProductIn) -> tuple[Product, Registration]:
    """The register has each number of a brand once for each condition.

    For a supplier, a product that it may not see does not exist: it gets a record of its own, outside the register.
    Raises SupplierNotFound, ProductNotFound of an original, NotAnOriginal, ScoreOutOfScale, DayToCome.
    """
    seller = body.supplier_id or caller.supplier_id
    if seller is not None:
        await supplier_queries.supplier(session, caller, seller)
    named = body.model_copy(update={"brand": await _brand(session, caller, body)})
    keys = key_of(named.brand or ""), key_of(body.model_number)
    await hold(session, Lock.PRODUCT_NUMBER, *keys)
    publishes = await _publishes(session, caller)
    row = await queries.by_number(session, caller, keys, body.condition)
    registration = Registration.KNOWN
    if row is None:
        registration = Registration.NEW
        is_listed = publishes and not await queries.is_listed(session, keys, body.condition)
        row = await _insert(session, caller, named, keys, is_listed=is_listed)
    if seller is not None and (publishes or not row.is_listed):
        await offer(session, row.id, seller)
    return row, registration


async def offer(session: AsyncSession, product_id: UUID, supplier_id: UUID) -> None:
    """Record that a market party sells this product, unless it is recorded already."""
    await session.flush()
    statement = insert(ProductOffer).values(product_id=product_id, supplier_id=supplier_id)
    await session.exec(statement.on_conflict_do_nothing())


async def offer_delivered(session: AsyncSession, *, contract_id: UUID, supplier_id: UUID) -> None:
    """Record that a market party sells what deliveries under a contract name."""
    sold = select_columns(col(Delivery.product_id), literal(supplier_id, Uuid)).where(
        col(Delivery.contract_id) == contract_id
    )
    names = ["product_id", "supplier_id"]
    await session.exec(insert(ProductOffer).from_select(names, sold.distinct()).on_conflict_do_nothing())


async def amend_product(
    session: AsyncSession, caller: Caller, product_id: UUID, body: ProductPatch, *, expected: int
) -> Product:
    """Raises ProductNotFound, Forbidden, Stale, SupplierNotFound, ProductKnown, NotAnOriginal, ScoreOutOfScale,
    DayToCome.
    """
    row = await queries.product(session, caller, product_id, lock=True)
    await _check_may_change(session, caller, row)
    demand(row.version, expected)
    if body.brand_id is not None:
        await supplier_queries.supplier(session, caller, body.brand_id)
    if body.condition is not None:
        await _check_condition(session, caller, row, body.condition)
    changes = _columns(body)
    await _check_original(session, caller, row.model_dump() | changes)
    touch(row, caller, **changes)
    await record(
        session, caller, Entry("product.amended", ("product", row.id), payload={"fields": sorted(changes)})
    )
    return row


async def move_product(
    session: AsyncSession, caller: Caller, product_id: UUID, body: ProductTransition, *, read: int | None
) -> Product:
    """Raises ProductNotFound, Forbidden, Stale, IllegalTransition."""
    row = await queries.product(session, caller, product_id, lock=True)
    await _check_may_change(session, caller, row)
    demand_if_sent(row.version, read)
    before = row.status
    touch(row, caller, status=step(MOVES, before, body.to, actors=caller.roles))
    payload = {"reason": body.reason} if body.reason else {}
    moved = Entry(f"product.{row.status}", ("product", row.id), moved=(before, row.status), payload=payload)
    await record(session, caller, moved)
    return row


async def _publishes(session: AsyncSession, caller: Caller) -> bool:
    is_confirmed = await link_queries.is_confirmed(session, org_id=caller.org, supplier_id=caller.supplier_id)
    return may_publish(caller, is_confirmed=is_confirmed)


async def _brand(session: AsyncSession, caller: Caller, body: ProductIn) -> str:
    """The name that was given, or that of the market party."""
    if body.brand_id is None:
        return body.brand or ""
    party = await supplier_queries.supplier(session, caller, body.brand_id)
    return body.brand or party.name


async def _insert(
    session: AsyncSession, caller: Caller, body: ProductIn, keys: tuple[str, str], *, is_listed: bool
) -> Product:
    row = Product(
        **_columns(body),
        brand_key=keys[0],
        number_key=keys[1],
        is_listed=is_listed,
        registered_by=caller.org,
        **stamps(caller),
    )
    await _check_original(session, caller, row.model_dump())
    session.add(row)
    await session.flush()
    await record(session, caller, Entry("product.registered", ("product", row.id)))
    return row


def _columns(body: ProductIn | ProductPatch) -> dict[str, Any]:
    """The fields that were given, as they are stored; raises ScoreOutOfScale, DayToCome."""
    is_patch = isinstance(body, ProductPatch)
    values: dict[str, Any] = body.model_dump(exclude={"supplier_id", *AS_JSON}, exclude_unset=is_patch)
    nested = body.model_dump(mode="json", include=AS_JSON, exclude_unset=is_patch)
    if body.repairability is not None:
        nested["repairability"] = _on_its_scale(body.repairability).model_dump(mode="json")
    return values | nested


def _on_its_scale(given: Repairability) -> Repairability:
    """The score with the highest of its scheme; raises ScoreOutOfScale, DayToCome."""
    check_past(today=today(), repairability__assessed_on=given.assessed_on)
    return given.model_copy(update={"max": check_score(given.scheme, given.score, given.max)})


async def _check_condition(session: AsyncSession, caller: Caller, row: Product, condition: Condition) -> None:
    """Raises ProductKnown, NotAnOriginal."""
    await hold(session, Lock.PRODUCT_NUMBER, row.brand_key, row.number_key)
    if await queries.has_twin(session, row, condition):
        raise ProductKnown(pointer="/condition")
    if condition is not Condition.NEW and await queries.is_original(session, caller, row.id):
        raise NotAnOriginal("A used product names this one as its original, which is new.", pointer="/condition")


async def _check_original(session: AsyncSession, caller: Caller, product: Mapping[str, Any]) -> None:
    """`product` is as it will be stored; raises ProductNotFound, NotAnOriginal."""
    if product["original_product_id"] is None:
        return
    original = await queries.product(session, caller, product["original_product_id"])
    check_original(
        product["condition"],
        is_another=original.id != product["id"],
        is_listed=original.is_listed,
        original=original.condition,
    )


async def may_change(session: AsyncSession, caller: Caller, row: Product) -> bool:
    """Whether the caller registered the product, represents its brand, or is the platform.

    Only an organisation that the platform confirmed represents the brand: any buyer can invite any person.
    """
    if caller.is_any(Role.PLATFORM_ADMIN):
        return True
    is_own = row.registered_by == caller.org
    is_brand = caller.org_kind is OrgKind.SUPPLIER and row.brand_id == caller.supplier_id
    if not is_own and not is_brand:
        return False
    return (is_own and not row.is_listed) or await _publishes(session, caller)


async def _check_may_change(session: AsyncSession, caller: Caller, row: Product) -> None:
    """Raises Forbidden."""
    if not await may_change(session, caller, row):
        raise Forbidden(
            "Only the organisation that registered this product, its brand or the platform can change it."
        )
