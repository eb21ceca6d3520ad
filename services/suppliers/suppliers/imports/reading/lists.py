"""Reading a list of sites row by row; every row is returned, with what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import PurePath
from typing import BinaryIO, Literal

from suppliers.imports.reading.cells import RowReader
from suppliers.imports.reading.headings import SEARCHED_ROWS, Headings, find_headings
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList
from suppliers.imports.reading.reasons import Code, Reason
from suppliers.imports.reading.repeats import Repeats
from suppliers.imports.reading.rows import Row
from suppliers.imports.reading.texts import Numbered, delimiter_of, encoding_of, open_text, text_rows
from suppliers.imports.reading.workbooks import workbook_rows

MOST_ROWS = 100_000
SAMPLE = 1 << 16
ZIP, OLD_EXCEL, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
MARKUP = (b"<?xml", b"<html", b"<!doc", b"{", b"[")
# A browser names CSV as anything from text/plain to Excel; what these name is never a table.
REFUSED_TYPES = ("image/", "audio/", "video/", "application/pdf", "application/json", "application/xml")
REFUSED_ENDINGS = frozenset({".ods", ".numbers", ".pdf", ".json", ".xml", ".html", ".doc", ".docx", ".xlsb"})


@dataclass(frozen=True, slots=True)
class ListReader:
    """Iterate once over the rows of the list. `headings` says how its columns were understood."""

    kind: Literal["csv", "xlsx"]
    encoding: str
    delimiter: str
    headings: Headings
    _rows: Iterator[Numbered]

    def __iter__(self) -> Iterator[Row]:
        reader, repeats = RowReader(self.headings), Repeats()
        for count, (number, cells) in enumerate(self._rows, 1):
            if count > MOST_ROWS:
                raise UnreadableList(
                    f"A list may have at most {MOST_ROWS:,} rows; split it.", reason="too_many_rows"
                )
            row = reader.read(number, cells)
            if row.parsed and (first := repeats.first_of(number, row.parsed)):
                row.reasons.append(
                    Reason(Code.SAME_AS_ROW, "", f"This seems to be the same site as in row {first}.")
                )
            yield row


def read_list(file: BinaryIO, filename: str, content_type: str = "") -> ListReader:
    """Look at the start of a list and find its headings; rows are read while iterating.

    `file` must be seekable and stay open. Raises UnsupportedList or UnreadableList; the second also while
    rows are read.
    """
    start = file.read(len(OLD_EXCEL) + 1)
    _check_kind(start, filename, content_type)
    file.seek(0)
    if start.startswith(ZIP):
        return _reader("xlsx", workbook_rows(file))
    encoding = encoding_of(file)
    lines = open_text(file, encoding)
    delimiter, skipped = _delimiter(lines.read(SAMPLE))
    lines.seek(0)
    rows = text_rows(lines, delimiter)
    return _reader("csv", islice(rows, skipped, None), encoding, delimiter)


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


def _reader(
    kind: Literal["csv", "xlsx"], rows: Iterator[Numbered], encoding: str = "", delimiter: str = ""
) -> ListReader:
    first = list(islice(rows, SEARCHED_ROWS))
    if not first:
        raise UnreadableList("The list has no rows.", reason="empty")
    headings = find_headings(first)
    if headings is None:
        raise UnreadableList(
            "The list has no row with column headings. It needs a column for the name, such as `facility name`, and"
            " one for the address, the country or the city. The country may be the end of the address.",
            reason="no_headings",
        )
    below = [row for row in first if row[0] > headings.row]
    return ListReader(kind, encoding, delimiter, headings, chain(below, rows))
