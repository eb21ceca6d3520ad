"""Finding the lists of a file: a text has one, a workbook may have one in each of several sheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from suppliers.imports.reading.cells import Context
from suppliers.imports.reading.code_pages import Encoding
from suppliers.imports.reading.dates import FIELDS, Orders, Proofs
from suppliers.imports.reading.headings import SEARCHED_ROWS, Headings, find_headings
from suppliers.imports.reading.interpretation import SheetLeftOut
from suppliers.imports.reading.names import choose_name, is_open
from suppliers.imports.reading.sizes import Numbered
from suppliers.imports.reading.workbooks import Sheet
from suppliers.matching.normalisation.countries import country_code
from suppliers.matching.normalisation.spelling import tokens

Rows = Callable[[], Iterator[Numbered]]
MOST_COMPARED = 2_000
"""Rows by which the column of the name is told."""
MOST_COUNTED = 5_000
"""Rows of a sheet that is left out; more are not counted."""
REFERENCE = frozenset(
    {
        *("lookup", "look", "reference", "references", "example", "examples", "sample", "template", "instruction"),
        *("instructions", "dropdown", "dropdowns", "lists", "codes", "voorbeeld", "exemple", "beispiel", "checker"),
        *("validation", "legend", "legende", "archive", "archief", "old", "oud", "inactive", "removed"),
    }
)
"""Words in the name of a sheet that is not itself the list."""
COMMON = ("name", "address", "country", "city")
LEAST_ALIKE = 0.75


@dataclass(frozen=True)
class Table:
    """A list with its headings; `rows` starts again each time, with the row below the headings."""

    title: str | None
    headings: Headings
    context: Context
    rows: Rows


def text_table(rows: Rows, encoding: Encoding | None) -> Table | None:
    headings = find_headings(_first(rows))
    return _table(None, headings, rows, encoding) if headings else None


def sheet_tables(sheets: Sequence[Sheet]) -> tuple[list[Table], list[SheetLeftOut]]:
    """The first list that is no reference, and all that are like it; and the other sheets that say something."""
    found = [(sheet, None if sheet.is_hidden else _headings(sheet)) for sheet in sheets]
    lists = [(sheet, headings) for sheet, headings in found if headings]
    ordered = sorted(lists, key=lambda each: _is_reference(each[0].title))  # stable: in the order of the workbook
    if not ordered:
        return [], []
    main = ordered[0]
    tables: list[Table] = []
    left_out: list[SheetLeftOut] = []
    for sheet, headings in found:
        if headings and (sheet is main[0] or (_are_alike(main[1], headings) and not _is_reference(sheet.title))):
            tables.append(_table(sheet.title, headings, sheet.rows, None))
        elif rows := _count(sheet):
            left_out.append(SheetLeftOut(sheet.title, _reason(sheet, headings), rows))
    return _with_shared_orders(tables), left_out


def _first(rows: Rows) -> list[Numbered]:
    return list(islice(rows(), SEARCHED_ROWS))


def _headings(sheet: Sheet) -> Headings | None:
    first = _first(sheet.rows)
    searched = {number for number, _ in first}
    wide = [merge for merge in sheet.merges if merge.bottom == merge.top and merge.top in searched]
    spans: dict[int, dict[int, int]] = {}
    for merge in sorted(wide, key=lambda merge: merge.left):
        over = spans.setdefault(merge.top, {})
        following = max(merge.left, next(reversed(over), 0)) + 1  # a cell is in one merge
        over.update(dict.fromkeys(range(following, merge.right + 1), merge.left))
    return find_headings(first, spans)


def _is_reference(title: str) -> bool:
    return bool(set(tokens(title)) & REFERENCE)


def _reason(sheet: Sheet, headings: Headings | None) -> str:
    if sheet.is_hidden:
        return "hidden"
    if headings is None:
        return "no_headings"
    return "reference" if _is_reference(sheet.title) else "other_columns"


def _count(sheet: Sheet) -> int:
    return sum(1 for _ in islice(sheet.rows(), MOST_COUNTED))


def _are_alike(main: Headings, other: Headings) -> bool:
    """Whether two lists say the same about their sites: in the same fields, or under nearly the same headings."""
    same_fields = all((field in main.columns) == (field in other.columns) for field in COMMON)
    known, others = set(main.columns), set(other.columns)
    if same_fields and len(known & others) >= LEAST_ALIKE * max(len(known), len(others)):
        return True
    one, two = ({" ".join(tokens(name)) for name in each.names} for each in (main, other))
    return len(one & two) >= LEAST_ALIKE * len(one | two)


def _table(title: str | None, headings: Headings, rows: Rows, encoding: Encoding | None) -> Table:
    def below() -> Iterator[Numbered]:
        return (row for row in rows() if row[0] > headings.row)

    compared = [cells for _, cells in islice(below(), MOST_COMPARED)] if is_open(headings) else []
    choice = choose_name(headings, compared)
    context = Context(
        orders=Orders(lambda: _proofs(below(), headings)),
        country=(country_code(title) or "") if title else "",
        name_rivals=choice.rivals,
        encoding=encoding,
    )
    return Table(title, choice.headings, context, below)


def _proofs(rows: Iterator[Numbered], headings: Headings) -> Mapping[str, Proofs]:
    """What the dates of all rows prove."""
    proofs = {field: Proofs() for field in FIELDS if field in headings.columns}
    columns = [(proofs[field], column) for field in proofs for column in chain(*headings.columns[field])]
    for _, cells in rows:
        for proof, column in columns:
            if column < len(cells) and cells[column]:
                proof.add(cells[column].strip())
    return proofs


def _with_shared_orders(tables: list[Table]) -> list[Table]:
    for table in tables:
        table.context.orders.others = [other.context.orders for other in tables if other is not table]
    return tables
