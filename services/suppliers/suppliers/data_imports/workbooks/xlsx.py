"""Writing .xlsx: headings in a language above rows, with lists to choose from; no text becomes a formula."""

import re
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from suppliers.data_imports.columns.sheets import CODES, Column, Sheet, titles
from suppliers.data_imports.workbooks.contents import SEVERAL, Cell, Contents, labels_of

if TYPE_CHECKING:
    from openpyxl import Workbook

ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""A text that the format would take for an escaped character."""
LAST_ROW = 20_100
"""Down to here a list to choose from is offered."""
WIDTH = 22
WIDE = 60
FORMATS = {"date": "yyyy-mm-dd", "end": "yyyy-mm-dd", "amount": "#,##0.00", "integer": "0"}
TEXT = "@"
Places = dict[tuple[str, str], str]
"""Where the labels of each list stand, by column."""


def write_xlsx(contents: Contents, file: IO[bytes]) -> None:
    from openpyxl import Workbook  # here, because most requests do without

    book = Workbook(write_only=True)
    places = _places(contents)
    for sheet in contents.sheets:
        _write_sheet(book, contents, sheet, places)
    notes = book.create_sheet(contents.notes_title())
    for letter, width in zip("ABCDE", (16, WIDTH, 12, WIDE, WIDE), strict=True):
        notes.column_dimensions[letter].width = width
    for line in contents.notes():
        notes.append([_text(notes, text) for text in line])
    _write_codes(book, contents)
    book.save(file)


def _write_sheet(book: "Workbook", contents: Contents, sheet: Sheet, places: Places) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    out = book.create_sheet(contents.title(sheet))
    out.freeze_panes = "A3"
    out.row_dimensions[1].hidden = True
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        out.column_dimensions[letter].width = WIDTH
        out.column_dimensions[letter].number_format = FORMATS.get(column.kind, TEXT)
        if labels_of(column, contents.language):
            out.data_validations.append(_choice(column, letter, places[sheet.name, column.key]))
    out.append([column.code for column in sheet.columns])
    headings = [_text(out, heading) for heading in contents.headings(sheet)]
    for heading in headings:
        heading.font = Font(bold=True)
    out.append(headings)
    for cells in contents.cells(sheet):
        out.append([_value(out, column, cell) for column, cell in zip(sheet.columns, cells, strict=True)])


def _choice(column: Column, letter: str, formula: str) -> Any:
    """A list to choose from; several values and values in another language may be typed all the same."""
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(type="list", formula1=formula, allow_blank=True)
    validation.errorStyle = "warning"
    validation.showErrorMessage = column.kind not in SEVERAL
    validation.add(f"{letter}3:{letter}{LAST_ROW}")
    return validation


def _places(contents: Contents) -> Places:
    from openpyxl.utils import get_column_letter

    places: Places = {}
    columns = [column for sheet in contents.sheets for column in sheet.columns]
    coded = [column for column in columns if labels_of(column, contents.language)]
    name = titles(CODES)[contents.language]
    for place, column in enumerate(coded, 1):
        letter = get_column_letter(place)
        last = len(labels_of(column, contents.language)) + 1
        places[column.sheet, column.key] = f"'{name}'!${letter}$2:${letter}${last}"
    return places


def _write_codes(book: "Workbook", contents: Contents) -> None:
    """The labels, one list in each column, on a hidden sheet: a list in a cell may not be long."""
    codes = book.create_sheet(titles(CODES)[contents.language])
    codes.sheet_state = "hidden"
    columns = [column for sheet in contents.sheets for column in sheet.columns]
    lists = [[column.code, *labels] for column in columns if (labels := labels_of(column, contents.language))]
    for row in range(max(map(len, lists))):
        codes.append([_text(codes, labels[row]) if row < len(labels) else None for labels in lists])


def _value(sheet: Any, column: Column, cell: Cell) -> Any:
    if isinstance(cell, str):
        return _text(sheet, cell)
    if not isinstance(cell, date | int | Decimal):
        return None
    from openpyxl.cell import WriteOnlyCell

    out: Any = WriteOnlyCell(sheet)
    out.value = cell
    out.number_format = FORMATS[column.kind]
    return out


def _text(sheet: Any, text: str) -> Any:
    """A cell whose text stays one: `=1+1` is no formula, and stays none when somebody edits it."""
    from openpyxl.cell import WriteOnlyCell

    out: Any = WriteOnlyCell(sheet, value="")
    out.value = ESCAPE_LIKE.sub("_x005F_", text)
    out.data_type = "s"
    out.number_format = TEXT
    if text[:1] in ("=", "+", "-", "@", "'"):
        out.quotePrefix = True
    return out
