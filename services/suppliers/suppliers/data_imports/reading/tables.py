"""Which sheets of a file are those of the workbook, where their headings are, and what their columns mean."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from suppliers.data_imports.columns.sheets import CODES, NOTES, meaning, sheet_named, sheets
from suppliers.imports.reading.sizes import Numbered
from suppliers.imports.reading.workbooks import Sheet as FoundSheet

SEARCHED_ROWS = 30
"""Titles and notes can come before the headings."""
LEAST_KNOWN = 2
MOST_COUNTED = 5_000
CODED = re.compile(r"[a-z_]+\.[a-z_]+")
Rows = Callable[[], Iterator[Numbered]]


@dataclass(frozen=True)
class LeftOut:
    """A sheet that is not read: `hidden`, `no_headings`, or `empty`."""

    title: str
    reason: str
    rows: int


@dataclass(frozen=True)
class UnknownColumn:
    """A column that no heading tells the meaning of, or a second one with the meaning of another."""

    sheet: str
    heading: str


@dataclass(frozen=True)
class Table:
    """The rows of a sheet below its headings; `columns` has the key of each column that is known, by its place."""

    sheet: str
    title: str
    headings_row: int
    columns: dict[int, str]
    unknown: list[str]
    rows: Rows


def tables_of(found: Sequence[FoundSheet]) -> tuple[list[Table], list[LeftOut]]:
    """The tables of a workbook, in the order of its sheets, and the sheets that are left out."""
    tables: list[Table] = []
    left_out: list[LeftOut] = []
    for each in found:
        if sheet_named(each.title) in (NOTES, CODES):
            continue
        table = None if each.is_hidden else table_of(each.title, each.rows)
        if table:
            tables.append(table)
        elif each.is_hidden or next(each.rows(), None):
            reason = "hidden" if each.is_hidden else "no_headings"
            left_out.append(LeftOut(each.title, reason, sum(1 for _ in islice(each.rows(), MOST_COUNTED))))
    return tables, left_out


def table_of(title: str, rows: Rows) -> Table | None:
    """The table under the row with the most known headings; the name of the sheet decides which sheet it is."""
    first = list(islice(rows(), SEARCHED_ROWS))
    named = sheet_named(title)
    possible = [named] if named and named in sheets() else list(sheets())
    best: tuple[int, int, str] | None = None
    for name in possible:
        for place, (_, cells) in enumerate(first):
            known = len({key for cell in cells if (key := meaning(name, cell))})
            if known >= LEAST_KNOWN and (best is None or known > best[0]):
                best = (known, place, name)
    if best is None:
        return None
    _, place, name = best
    return _table(name, title, rows, first[place:])


def _table(name: str, title: str, rows: Rows, first: Sequence[Numbered]) -> Table:
    number, cells = first[0]
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        key = meaning(name, cell) if cell.strip() else None
        if key and key not in columns.values():
            columns[place] = key
        elif cell.strip():
            unknown.append(" ".join(cell.split())[:120])
    if len(first) > 1 and _is_second_headings(name, columns, first[1][1]):
        number, cells = first[1]
        unknown += [
            " ".join(cell.split())[:120] for place, cell in enumerate(cells) if _is_extra(columns, place, cell)
        ]

    def below() -> Iterator[Numbered]:
        return (row for row in rows() if row[0] > number)

    return Table(name, title, number, columns, unknown, below)


def _is_second_headings(name: str, columns: dict[int, str], cells: Sequence[str]) -> bool:
    """Whether this row, too, has headings: below the codes of the template stand its headings in a language."""
    written = [(place, cell) for place, cell in enumerate(cells) if cell.strip() and place in columns]
    known = sum(meaning(name, cell) == columns[place] for place, cell in written)
    return known >= LEAST_KNOWN and 2 * known >= len(written)


def _is_extra(columns: dict[int, str], place: int, cell: str) -> bool:
    return bool(cell.strip()) and place not in columns
