"""The rows of a table as texts by column, with notes about cells that could not be kept or may be misread."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from suppliers.data_imports.columns.sheets import sheets
from suppliers.data_imports.reading.tables import Table
from suppliers.data_imports.values.dates import read_day
from suppliers.imports.reading.dates import DateOrder, Proofs, is_open, read_date, read_end
from suppliers.imports.reading.storage import LONGEST_CELL, UNCOMPUTED, UNSTORABLE

DAYS = ("date", "end")


@dataclass(slots=True)
class Note:
    """Something about a cell that was found while the file was read."""

    column: str
    code: str
    detail: str


@dataclass(slots=True)
class ReadRow:
    sheet: str
    title: str
    sheet_row: int
    cells: dict[str, str]
    notes: list[Note] = field(default_factory=list)


def rows_of(table: Table) -> Iterator[ReadRow]:
    """The rows that have a value in a known column."""
    orders = _orders(table)
    for number, cells in table.rows():
        row = ReadRow(table.sheet, table.title, number, {})
        for place, key in table.columns.items():
            if place < len(cells) and (text := _kept(row, key, cells[place])).strip():
                row.cells[key] = text
        for key, order in orders.items():
            _settle_order(row, key, order)
        if row.cells or row.notes:
            yield row


def _kept(row: ReadRow, key: str, text: str) -> str:
    if text == UNCOMPUTED:
        row.notes.append(Note(key, "formula_without_value", "The cell is a formula without a saved value."))
        return ""
    if UNSTORABLE.search(text) or UNCOMPUTED in text:
        row.notes.append(Note(key, "illegal_character", "The cell has a character that cannot be stored."))
        text = UNSTORABLE.sub("", text).replace(UNCOMPUTED, "")
    if len(text) > LONGEST_CELL:
        row.notes.append(Note(key, "too_long", f"A cell may have at most {LONGEST_CELL} characters."))
        text = text[:LONGEST_CELL]
    return text


def _orders(table: Table) -> Mapping[str, DateOrder]:
    """What stands first in the dates of each column, where that is not clear for every one of them."""
    kinds = {column.key: column.kind for column in sheets()[table.sheet].columns}
    proofs = {key: Proofs() for key in table.columns.values() if kinds[key] in DAYS}
    if proofs:
        for _, cells in table.rows():
            for place, key in table.columns.items():
                if key in proofs and place < len(cells):
                    proofs[key].add(cells[place].strip())
    found = {key: order for key, proof in proofs.items() if (order := proof.order)}
    proven = {order for order in found.values() if order in (DateOrder.DAY, DateOrder.MONTH)}
    if len(proven) == 1:
        other = proven.pop()
        found = {key: other if order is DateOrder.UNKNOWN else order for key, order in found.items()}
    return {key: order for key, order in found.items() if order is not DateOrder.DAY}


def _settle_order(row: ReadRow, key: str, order: DateOrder) -> None:
    """Rewrite a date whose month stands first; note one that could be either."""
    text = row.cells.get(key, "").strip()
    if not text:
        return
    column = sheets()[row.sheet].column(key)
    is_end = column is not None and column.kind == "end"
    if order is DateOrder.MONTH:
        day = (read_end if is_end else read_date)(text, order)
        row.cells[key] = day.isoformat() if day else text
    elif is_open(text) and (day := read_day(text, is_end=is_end)):
        detail = f'"{text[:20]}" is read as {day}: nothing says whether day or month stands first.'
        row.notes.append(Note(key, "date_order_guessed", detail))
