"""Applying rows in the order in which they depend on each other, under the locks that their actions take."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.locks import Lock, hold
from suppliers.data_imports.outcomes.rows import Unsettled, WorkbookRow
from suppliers.data_imports.records import references
from suppliers.data_imports.records.catalogue import KINDS
from suppliers.data_imports.records.references import Context
from suppliers.data_imports.records.settlement import settle
from suppliers.data_imports.rules import DataRowStatus
from suppliers.matching.normalisation.countries import country_code
from suppliers.products.rules import key_of
from suppliers.tables import Supplier

WITH_SUPPLIERS = ("contracts", "contacts")


async def apply(context: Context, rows: Sequence[WorkbookRow]) -> None:
    """Settle these rows; one that names a later row of its sheet is settled after it.

    An action takes advisory locks one by one, and a transaction must take them in order; so those of all rows are
    taken first.
    """
    by_sheet = {sheet: [row for row in rows if row.sheet == sheet] for sheet in KINDS}
    await _lock_keys(context, by_sheet["suppliers"], by_sheet["contracts"], by_sheet["products"])
    for sheet, own in by_sheet.items():
        if sheet == "contracts":
            await _lock_readers(context, [row for name in WITH_SUPPLIERS for row in by_sheet[name]])
        await _settle_all(context, own)


async def _settle_all(context: Context, rows: Sequence[WorkbookRow]) -> None:
    left = list(rows)
    while left:
        for row in left:
            await settle(context, row)
        blocked = [row for row in left if row.status is DataRowStatus.BLOCKED]
        if len(blocked) == len(left):
            return
        left = blocked


async def _lock_keys(
    context: Context,
    suppliers: Sequence[WorkbookRow],
    contracts: Sequence[WorkbookRow],
    products: Sequence[WorkbookRow],
) -> None:
    session, org = context.session, context.caller.org
    countries = {country_code(row.cells.get("country", "")) for row in suppliers}
    for country in sorted({*filter(None, countries), *await _countries(context, suppliers)}):
        await hold(session, Lock.SUPPLIER_NAMES, country)
    named = {row.cells.get("reference", "").strip().lower() for row in contracts}
    for reference in sorted(filter(None, named)):
        await hold(session, Lock.CONTRACT_REFERENCE, org, reference)
    numbers = {(key_of(row.cells.get("brand", "")), key_of(row.cells.get("model_number", ""))) for row in products}
    for key in sorted(numbers, key="/".join):
        await hold(session, Lock.PRODUCT_NUMBER, *key)


async def _countries(context: Context, rows: Iterable[WorkbookRow]) -> set[str]:
    """The countries of the suppliers that rows name by platform id: one may move to another country."""
    ids = {UUID(text) for row in rows if _is_id(text := row.cells.get("id", "").strip())}
    ids |= {row.chosen_id for row in rows if row.chosen_id}
    found = [await context.session.get(Supplier, each) for each in ids]
    return {supplier.country for supplier in found if supplier}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


async def _lock_readers(context: Context, rows: Iterable[WorkbookRow]) -> None:
    """Those of the suppliers of contracts and contacts: who reads what is written, and who is the first contact."""
    found: set[UUID] = set()
    for row in rows:
        named = row.cells.get("supplier", "").strip()
        try:
            if named:
                found.add(await references.supplier(context, "supplier", " ".join(named.split())))
        except Unsettled:
            continue  # its row says so when it is settled
    known = await _suppliers_of_records(context, rows)
    for supplier_id in sorted(found | known, key=str):
        await hold(context.session, Lock.SUPPLIER_READERS, supplier_id, shared=True)
    for supplier_id in sorted(found | known, key=str):
        await hold(context.session, Lock.CONTACT_POST, context.caller.org, supplier_id)


async def _suppliers_of_records(context: Context, rows: Iterable[WorkbookRow]) -> set[UUID]:
    """The suppliers of contracts and contacts that rows name by platform id."""
    found = set()
    for row in rows:
        text = row.cells.get("id", "").strip()
        given = row.chosen_id or (UUID(text) if _is_id(text) else None)
        record = await KINDS[row.sheet].by_id(context, given) if given else None
        if record:
            found.add(record.supplier_id)
    return found
