"""Reading .xlsx: the first sheet with headings, row by row; formulas are never evaluated."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO
from zipfile import BadZipFile

from chassis.untrusted_files.archives import BadArchive, opened
from suppliers.imports.reading.headings import SEARCHED_ROWS, find_headings
from suppliers.imports.reading.parts import MOST_ROWS, check_parts
from suppliers.imports.reading.problems import UnreadableList
from suppliers.imports.reading.texts import MOST_COLUMNS, Numbered

FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ")
# Marks a formula without a saved value. No list can contain it, because it is not a character.
UNCOMPUTED = "\ufdd0"


def workbook_rows(file: BinaryIO) -> Iterator[Numbered]:
    """The rows of the first visible sheet with headings, else of the first one; blank rows are left out."""
    check_parts(file)
    try:
        with ExitStack() as books:
            for number, row in enumerate(_values(file, books), 1):
                if any(value is not None for value in row):
                    cells = [_text(value) for value in row]
                    if any(map(str.strip, cells)):
                        yield number, cells
    except (KeyError, ValueError, TypeError, AttributeError, BadArchive, BadZipFile, SyntaxError) as error:
        raise UnreadableList("This workbook is damaged.", reason="broken") from error


def _values(file: BinaryIO, books: ExitStack) -> Iterator[Sequence[Any]]:
    # Imported here because it takes 16 MB of memory, and most processes never read a workbook.
    from openpyxl import load_workbook

    book = books.enter_context(closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)))
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise UnreadableList("This workbook has no visible sheet.", reason="empty")
    sheet = next((each for each in visible if _has_headings(each)), visible[0])
    if not _has_formulas(file):
        return _rows(sheet)
    formulas = books.enter_context(closing(load_workbook(file, read_only=True, keep_links=False)))
    return map(_computed, _rows(sheet), _rows(formulas[sheet.title]))


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # the size that a file declares is often wrong, sometimes on purpose
    yield from sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)


def _has_headings(sheet: Any) -> bool:
    first = [[_text(value) for value in row] for row in islice(_rows(sheet), 2 * SEARCHED_ROWS)]
    filled = [(number, row) for number, row in enumerate(first, 1) if any(row)]
    return find_headings(filled) is not None


def _has_formulas(file: BinaryIO) -> bool:
    with opened(file) as book:
        sheets = [
            part
            for part in book.members
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        ]
        return any(_mention_formula(book.pieces(sheet)) for sheet in sheets)


def _mention_formula(pieces: Iterator[bytes]) -> bool:
    end = b""
    for piece in pieces:
        if any(mark in end + piece for mark in FORMULA_MARKS):
            return True
        end = piece[-3:]
    return False


def _computed(values: Sequence[Any], written: Sequence[Any]) -> list[Any]:
    """The values that the spreadsheet program saved beside its formulas."""
    return [
        UNCOMPUTED if value is None and formula is not None else value
        for value, formula in zip(values, written, strict=False)
    ]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
    return str(value)
