"""What a cell that names a supplier, a contract or a product refers to: a row of the workbook, or a record."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from stdnum.exceptions import ValidationError

from chassis.callers import Caller
from suppliers.contracts import queries as contract_queries
from suppliers.contracts.frameworks import queries as framework_queries
from suppliers.contracts.rules import ContractNotFound
from suppliers.data_imports.outcomes.rows import Candidate, Unsettled, WorkbookRow, invalid, question
from suppliers.data_imports.records import queries
from suppliers.data_imports.rules import MOST_CANDIDATES, DataRowStatus
from suppliers.data_imports.values import lists
from suppliers.data_imports.values.texts import Message
from suppliers.matching.normalisation.names import name_words, spelled
from suppliers.products import queries as product_queries
from suppliers.products.rules import ProductNotFound, key_of
from suppliers.suppliers import queries as supplier_queries
from suppliers.suppliers.rules import Scheme, in_own_notation
from suppliers.tables import Product, Supplier

PARENT = "parent_contract"
"""The column that may name a framework of another buyer, by its id."""
NUMBERED = (Scheme.BE_KBO, Scheme.VAT, Scheme.LEI, Scheme.DUNS)
NAMES = {
    "suppliers": ("name", "legal_name", "own_number"),
    "contracts": ("reference",),
    "products": ("model_number",),
}
IDENTIFIERS = ("kbo", "vat", "lei", "duns", "os_id", "rba")


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def compact(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


@dataclass
class Book:
    """The rows of a workbook by what other rows may call them."""

    rows: Sequence[WorkbookRow]
    _named: dict[tuple[str, str], list[WorkbookRow]] = field(init=False, default_factory=dict)
    _claimed: dict[tuple[str, UUID], WorkbookRow] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self.claim(row)
            for name in _names(row):
                self._named.setdefault((row.sheet, name), []).append(row)

    def find(self, sheet: str, names: Iterable[str]) -> list[WorkbookRow]:
        found = {id(row): row for name in names for row in self._named.get((sheet, name), ())}
        return list(found.values())

    def claim(self, row: WorkbookRow) -> None:
        """Keep the record of a settled row for this row: no other row of its sheet is about the same one."""
        if row.record_id and row.is_settled:
            self._claimed[row.sheet, row.record_id] = row

    def claimant(self, sheet: str, record_id: UUID) -> WorkbookRow | None:
        """The settled row that is about a record."""
        return self._claimed.get((sheet, record_id))


def _names(row: WorkbookRow) -> set[str]:
    fold = spelled if row.sheet == "suppliers" else folded
    names = {fold(row.cells.get(key, "")) for key in NAMES.get(row.sheet, ())}
    if row.sheet == "products":
        names = {key_of(row.cells.get("model_number", ""))}
    if row.sheet == "suppliers":
        names |= {compact(value) for key in IDENTIFIERS for value in lists.split(row.cells.get(key, ""))}
    return names - {""}


@dataclass
class Context:
    """On whose behalf the rows of a workbook are settled."""

    session: AsyncSession
    caller: Caller
    book: Book
    known: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """What was found once: references repeat."""


async def supplier(context: Context, column: str, written: str) -> UUID:
    """Raises Unsettled where the text names none, or several."""
    if found := context.known.get(("supplier", written)):
        return found
    found = await _supplier(context, column, written)
    context.known["supplier", written] = found
    return found


async def _supplier(context: Context, column: str, written: str) -> UUID:
    session, caller = context.session, context.caller
    if (given := _uuid(written)) and await supplier_queries.known(session, caller, {given}):
        return given
    if row_id := _settled(
        context.book.find("suppliers", {spelled(written), compact(written)} - {""}), column, written
    ):
        return row_id
    if numbered := await queries.numbered(session, caller, written.strip()):
        return numbered
    owners = await supplier_queries.owners_of(session, _identifiers(written))
    found = await queries.suppliers_by_id(session, await supplier_queries.known(session, caller, owners))
    found = found or await queries.suppliers_named(session, caller, written)
    alike = [] if found else await similar_suppliers(context, written)
    found = found or spelled_so(alike, written)
    if len(found) == 1:
        return found[0].id
    if found:
        raise _several(column, written, [label_of_supplier(row) for row in found])
    if alike:
        detail = "No supplier is named exactly so; it may be one of these."
        candidates = [label_of_supplier(row) for row in alike]
        raise question(column, "similar_supplier", detail, candidates=candidates[:MOST_CANDIDATES], value=written)
    detail = "There is no supplier with this name or number, neither in the workbook nor on the platform."
    raise invalid(column, "unknown_supplier", detail, written)


async def similar_suppliers(context: Context, name: str) -> list[Supplier]:
    """Market parties whose name is the same without legal forms, case and accents."""
    words = name_words(name)
    first = name.split()[0] if name.split() else ""
    if not words or len(first) < 2:
        return []
    found = await queries.suppliers_beginning(context.session, context.caller, first)
    return [row for row in found if name_words(row.name) == words]


def spelled_so(suppliers: Sequence[Supplier], name: str) -> list[Supplier]:
    """Those whose name or legal name is this one, but for case, spaces and points between initials."""
    return [row for row in suppliers if spelled(name) in (spelled(row.name), spelled(row.legal_name or ""))]


def label_of_supplier(row: Supplier) -> Candidate:
    numbers = ", ".join(f"{item['scheme']} {item['value']}" for item in row.identifiers)
    return Candidate(row.id, f"{row.name} ({row.country}{', ' + numbers if numbers else ''})")


async def contract(context: Context, column: str, written: str) -> UUID:
    """Raises Unsettled."""
    find = framework_queries.parent if column == PARENT else contract_queries.contract
    if given := _uuid(written):
        try:
            return (await find(context.session, context.caller, given)).id
        except ContractNotFound:
            pass
    if row_id := _settled(context.book.find("contracts", {folded(written)}), column, written):
        return row_id
    found = await queries.contracts_named(context.session, context.caller, written)
    if len(found) == 1:
        return found[0].id
    if found:
        raise _several(column, written, [Candidate(row.id, f"{row.reference}: {row.title}") for row in found])
    detail = "There is no contract with this reference, neither in the workbook nor among yours."
    raise invalid(column, "unknown_contract", detail, written)


async def product(context: Context, column: str, written: str, brand: str | None) -> UUID:
    """Raises Unsettled."""
    if given := _uuid(written):
        try:
            return (await product_queries.product(context.session, context.caller, given)).id
        except ProductNotFound:
            pass
    rows = context.book.find("products", {key_of(written)})
    named = [row for row in rows if not brand or key_of(row.cells.get("brand", "")) == key_of(brand)]
    if row_id := _settled(named, column, written):
        return row_id
    found = await _products(context, written, brand)
    if len(found) == 1:
        return found[0].id
    if found:
        candidates = [Candidate(row.id, f"{row.brand} {row.model_name} ({row.model_number})") for row in found]
        raise _several(column, written, candidates)
    detail = "There is no product with this number, neither in the workbook nor on the platform."
    raise invalid(column, "unknown_product", detail, written)


async def _products(context: Context, written: str, brand: str | None) -> list[Product]:
    if not brand:
        return await queries.products_numbered(context.session, context.caller, key_of(written))
    row = await product_queries.by_number(context.session, context.caller, (key_of(brand), key_of(written)))
    return [row] if row else []


def _several(column: str, written: str, candidates: list[Candidate]) -> Unsettled:
    detail = "Several records are called so; write the platform id of the one that is meant."
    return question(column, "several_records", detail, candidates=candidates[:MOST_CANDIDATES], value=written)


def _settled(rows: Sequence[WorkbookRow], column: str, written: str) -> UUID | None:
    """The one record that these rows are about; raises Unsettled where a row waits, or there are several."""
    records = {row.record_id for row in rows if row.record_id}
    if len(records) == 1:
        return records.pop()
    if len(records) > 1:
        candidates = [Candidate(row.record_id, row.place) for row in rows if row.record_id]
        raise _several(column, written, candidates)
    if rows:
        detail = f"This names a row that was not applied yet: {rows[0].place}."
        raise Unsettled(DataRowStatus.BLOCKED, [Message(column, "row_waits", detail, written)])
    return None


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written) if len(written) == 36 else None
    except ValueError:
        return None


def _identifiers(written: str) -> list[dict[str, Any]]:
    """The text as a number of each register in which it would be valid."""
    found = []
    for scheme in NUMBERED if any(map(str.isdigit, written)) else ():
        try:
            found.append({"scheme": scheme.value, "value": in_own_notation(scheme, written)})
        except ValidationError:
            continue
    return found
