"""Reading a list of sites row by row; every row is returned, with what is wrong with it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from suppliers.imports.reading.cells import RowReader
from suppliers.imports.reading.code_pages import Encoding
from suppliers.imports.reading.contents import Table, sheet_tables, text_table
from suppliers.imports.reading.encodings import encoding_of, known_encoding, stated_encoding
from suppliers.imports.reading.headings import Headings
from suppliers.imports.reading.interpretation import (
    LONGEST_HEADING,
    MOST_COLUMNS,
    MOST_SHEETS,
    Column,
    DatesRead,
    SheetLeftOut,
    SheetRead,
    Understanding,
    encoding_read,
    place_of,
)
from suppliers.imports.reading.problems import EncodingNotFit, UnreadableList, UnsupportedList
from suppliers.imports.reading.reasons import Code, Reason
from suppliers.imports.reading.repeats import Repeats
from suppliers.imports.reading.rows import Row
from suppliers.imports.reading.sizes import Numbered
from suppliers.imports.reading.texts import delimiter_of, open_text, text_rows
from suppliers.imports.reading.workbooks import opened_workbook

MOST_ROWS = 100_000
SAMPLE = 1 << 16
ZIP, OLD_EXCEL, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
MARKUP = (b"<?xml", b"<html", b"<!doc", b"{", b"[")
# A browser names CSV as anything from text/plain to Excel; what these name is never a table.
REFUSED_TYPES = ("image/", "audio/", "video/", "application/pdf", "application/json", "application/xml")
REFUSED_ENDINGS = frozenset({".ods", ".numbers", ".pdf", ".json", ".xml", ".html", ".doc", ".docx", ".xlsb"})


class ListReader:
    """Iterate once over the rows of a list. Afterwards `understood` says how the file was understood."""

    def __init__(
        self,
        tables: Sequence[Table],
        *,
        encoding: Encoding | None = None,
        delimiter: str | None = None,
        left_out: Sequence[SheetLeftOut] = (),
        opening: ExitStack | None = None,
    ) -> None:
        if not tables:
            raise UnreadableList(
                "The list has no row with column headings. It needs a column for the name, such as `facility name`,"
                " and one for the address, the country or the city. The country may be the end of the address.",
                reason="no_headings",
            )
        self._tables = tables
        self._encoding = encoding
        self._delimiter = delimiter
        self._left_out = left_out
        self._opening = opening or ExitStack()
        self._counts = [0] * len(tables)
        self._totals = 0

    @property
    def headings(self) -> Headings:
        """Those of the first list."""
        return self._tables[0].headings

    def __iter__(self) -> Iterator[Row]:
        repeats = Repeats()
        with self._opening:
            for count, row in enumerate(self._rows(), 1):
                if count > MOST_ROWS:
                    raise UnreadableList(
                        f"A list may have at most {MOST_ROWS:,} rows; split it.", reason="too_many_rows"
                    )
                if row.parsed and (first := repeats.first_of(row.number, row.parsed)):
                    row.reasons.append(
                        Reason(Code.SAME_AS_ROW, "", f"This seems to be the same site as in row {first}.")
                    )
                self._totals += any(reason.code is Code.TOTAL_ROW for reason in row.reasons)
                yield row

    def _rows(self) -> Iterator[Row]:
        """The numbers of a further sheet go on behind those of the sheet before it."""
        before = 0
        for place, table in enumerate(self._tables):
            reader, last = RowReader(table.headings, table.context), 0
            for number, cells in table.rows():
                row = reader.read(before + number, cells)
                self._counts[place] += 1
                last = number
                yield row if len(self._tables) == 1 else _of_sheet(row, table.title, number)
            before += max(last, table.headings.row)

    def understood(self) -> Understanding:
        first = self._tables[0]
        return Understanding(
            kind="csv" if self._encoding else "xlsx",
            encoding=encoding_read(self._encoding) if self._encoding else None,
            delimiter=self._delimiter,
            sheets=[
                SheetRead(table.title, table.headings.row, count, table.context.country or None)
                for table, count in zip(self._tables, self._counts, strict=True)
            ][:MOST_SHEETS],
            sheets_left_out=self._left_out[:MOST_SHEETS],
            columns=_columns(first.headings),
            dates=[
                DatesRead(first.headings.name_of(field)[:LONGEST_HEADING], order.value)
                for field, order in first.context.orders.known().items()
            ],
            total_rows=self._totals,
        )


def _of_sheet(row: Row, title: str | None, number: int) -> Row:
    return Row(row.number, row.raw, row.parsed, row.reasons, title, number)


def _columns(headings: Headings) -> list[Column]:
    return [
        Column(place_of(column), name[:LONGEST_HEADING], headings.field_of(column))
        for column, name in enumerate(headings.names[:MOST_COLUMNS])
    ]


def read_list(file: BinaryIO, filename: str, content_type: str = "", encoding: str = "") -> ListReader:
    """Look at a list and find its headings; rows are read while iterating.

    `file` must be seekable and stay open; `encoding` is what the caller states. Raises UnsupportedList,
    UnreadableList, UnknownEncoding or EncodingNotFit; the second also while rows are read.
    """
    stated = known_encoding(encoding) if encoding else ""
    start = file.read(len(OLD_EXCEL) + 1)
    _check_kind(start, filename, content_type)
    file.seek(0)
    if not start.startswith(ZIP):
        return _text(file, stated)
    if stated:
        raise EncodingNotFit("A workbook has no encoding of its own; leave it out.", pointer="/encoding")
    return _workbook(file)


def _workbook(file: BinaryIO) -> ListReader:
    with ExitStack() as opening:
        sheets = opening.enter_context(opened_workbook(file))
        if not any(next(sheet.rows(), None) for sheet in sheets if not sheet.is_hidden):
            raise UnreadableList("The list has no rows.", reason="empty")
        tables, left_out = sheet_tables(sheets)
        return ListReader(tables, left_out=left_out, opening=opening.pop_all())


def _text(file: BinaryIO, stated: str) -> ListReader:
    encoding = stated_encoding(file, stated) if stated else encoding_of(file)
    delimiter, skipped = _delimiter(open_text(file, encoding.name).read(SAMPLE))

    def rows() -> Iterator[Numbered]:
        return islice(text_rows(open_text(file, encoding.name), delimiter), skipped, None)

    if next(rows(), None) is None:
        raise UnreadableList("The list has no rows.", reason="empty")
    table = text_table(rows, encoding)
    return ListReader([table] if table else [], encoding=encoding, delimiter=delimiter)


def _check_kind(start: bytes, filename: str, content_type: str) -> None:
    if not start.strip():
        raise UnreadableList("The file is empty.", reason="empty")
    if start.startswith(OLD_EXCEL):
        raise UnsupportedList(
            "This is an old Excel file (.xls) or it is protected by a password. Save it as .xlsx or as CSV."
        )
    refused = PurePath(filename).suffix.lower() in REFUSED_ENDINGS or content_type.startswith(REFUSED_TYPES)
    if refused or start.startswith(PDF) or start.lstrip().lower().startswith(MARKUP):
        raise UnsupportedList("This is not a CSV or .xlsx file. Save the list as .xlsx or as CSV.")


def _delimiter(sample: str) -> tuple[str, int]:
    """The delimiter, and how many lines at the start only name it (as "sep=;" in Excel)."""
    first = sample.split("\n", 1)[0].strip().lstrip("\ufeff").strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    return delimiter_of(sample), 0
