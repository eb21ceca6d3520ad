"""A buyer's own records as the rows of the workbook: what an import of them reads as unchanged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from suppliers.contracts.drafts.rules import missing_in
from suppliers.data_imports.records import queries
from suppliers.data_imports.records.catalogue import KINDS
from suppliers.data_imports.records.references import Book, Context
from suppliers.data_imports.rules import MOST_ROWS, Language, TooManyDataRows
from suppliers.data_imports.workbooks.contents import Contents
from suppliers.tables import Contract, Product, Supplier

Rows = list[dict[str, Any]]


async def rows_of(context: Context) -> Mapping[str, Rows]:
    """The rows of each sheet, by column; drafts of contracts stay out while they lack something."""
    session, caller = context.session, context.caller
    products = await queries.own_products(session, caller)
    suppliers = await queries.own_suppliers(session, caller)
    contracts = [row for row in await queries.own_contracts(session, caller) if not missing_in(row.model_dump())]
    records: Mapping[str, Sequence[Any]] = {
        "suppliers": suppliers,
        "products": products,
        "contracts": contracts,
        "contacts": await queries.own_contacts(session, caller, today()),
        "deliveries": await queries.own_deliveries(session, caller),
        "spend": await queries.own_spend(session, caller),
    }
    names = _names(suppliers, contracts, products)
    brands = {product.id: product.brand for product in products}
    rows = {}
    for sheet, found in records.items():
        shown = [await KINDS[sheet].shown(context, record) for record in found]
        rows[sheet] = [_named(row, names, brands) for row in shown]
    return rows


def _names(
    suppliers: Sequence[Supplier], contracts: Sequence[Contract], products: Sequence[Product]
) -> dict[UUID, str]:
    """What other sheets call a record: its name, or its id where another one has the same name."""
    names: dict[UUID, str] = {}
    for called in (
        {row.id: row.name for row in suppliers},
        {row.id: str(row.reference) for row in contracts},
        {row.id: row.model_number for row in products},
    ):
        counts = Counter(name.casefold() for name in called.values())
        names |= {row_id: name if counts[name.casefold()] == 1 else str(row_id) for row_id, name in called.items()}
    return names


def _named(row: dict[str, Any], names: Mapping[UUID, str], brands: Mapping[UUID, str]) -> dict[str, Any]:
    """The row with names in place of the ids of other sheets; sellers of a product that are no others stay out."""
    named = dict(row)
    for key in ("supplier", "contract", "product", "parent_contract"):
        if row.get(key):
            named[key] = names.get(row[key], str(row[key]))
    if "product" in row:
        named["brand"] = brands.get(row["product"])
    if "sold_by" in row:
        named["sold_by"] = [names[each] for each in row["sold_by"] if each in names]
    return named


async def contents_of(session: AsyncSession, caller: Caller, language: Language) -> Contents:
    """The caller's workbook; raises TooManyDataRows where it could not be imported again."""
    rows = await rows_of(Context(session, caller, Book(())))
    if sum(map(len, rows.values())) > MOST_ROWS:
        raise TooManyDataRows(f"You have more than {MOST_ROWS:,} records; read them as lists.")
    return Contents(language.value, rows)
