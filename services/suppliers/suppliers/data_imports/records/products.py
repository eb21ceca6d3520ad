"""The sheet of products: by brand and model number."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from suppliers.data_imports.outcomes.rows import Candidate
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.kinds import Kind, Values, checked, contains, picked
from suppliers.data_imports.records.references import Context
from suppliers.products import actions
from suppliers.products import queries as product_queries
from suppliers.products.rules import Condition, ProductNotFound, key_of
from suppliers.products.schemas import ProductIn, ProductPatch
from suppliers.tables import Product

PATCHED = ("model_name", "gtin", "category", "condition")
FIELDS = ("brand", "model_number", *PATCHED)


async def by_id(context: Context, product_id: UUID) -> Product | None:
    try:
        return await product_queries.product(context.session, context.caller, product_id)
    except ProductNotFound:
        return None


async def find(context: Context, values: Values) -> Sequence[Product]:
    number, brand = values.get("model_number"), values.get("brand")
    if not number or not brand:
        return []
    keys = key_of(brand), key_of(number)
    condition = Condition(values["condition"]) if values.get("condition") else None
    row = await product_queries.by_number(context.session, context.caller, keys, condition)
    return [row] if row else []


def label(row: Product) -> Candidate:
    return Candidate(row.id, f"{row.brand} {row.model_name} ({row.model_number})")


async def shown(context: Context, row: Product) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    return {**values, "sold_by": await queries.sellers(context.session, row.id), "id": row.id}


async def create(context: Context, values: Values, _: bool) -> Product:
    first, *others = values.get("sold_by") or [None]
    body = checked(ProductIn, {**picked(values, FIELDS), "supplier_id": first})
    row, _registration = await actions.register_product(context.session, context.caller, body)
    await _offer(context, row, others)
    return row


async def amend(context: Context, row: Product, changes: Values, _: bool) -> None:
    if facts := picked(changes, PATCHED):
        body = checked(ProductPatch, facts)
        await actions.amend_product(context.session, context.caller, row.id, body, expected=row.version)
    await _offer(context, row, changes.get("sold_by", ()))


async def _offer(context: Context, row: Product, sellers: Sequence[UUID]) -> None:
    """Registering a known product again records who else sells it."""
    for seller in sellers:
        body = checked(ProductIn, {**{name: getattr(row, name) for name in FIELDS}, "supplier_id": seller})
        await actions.register_product(context.session, context.caller, body)


def _same_key(given: str, current: str) -> bool:
    return key_of(given) == key_of(current)


PRODUCTS = Kind(
    sheet="products",
    by_id=by_id,
    find=find,
    shown=shown,
    create=create,
    amend=amend,
    label=label,
    fixed=frozenset({"brand", "model_number"}),
    columns={"supplier_id": "sold_by"},
    same={"brand": _same_key, "model_number": _same_key, "sold_by": contains},
)
