"""Reading CSV with commas, semicolons, tabs or bars between the cells."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from suppliers.imports.reading.headings import SEARCHED_ROWS, find_headings
from suppliers.imports.reading.problems import UnreadableList
from suppliers.imports.reading.sizes import (
    MOST_BLANK_ROWS,
    MOST_COLUMNS,
    Numbered,
    bounded,
    rows_apart,
    without_empty_end,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 16
DELIMITERS = ",;\t|"
FILLED = re.compile(r"[^\s,;|\"]")
"""What makes a row more than a blank one, whatever the delimiter is."""
FORCED = re.compile(r'="((?:[^"]|"")*)"')
"""How a program forces Excel to keep a text as it is: ="01234"."""


class View(io.RawIOBase):
    """A file of another owner, with a position of its own: a list may be read anew while it is being read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._file.seek(self._place)
        view = memoryview(buffer)
        piece = self._file.read(len(view))
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def open_text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Bytes that are not valid become lone surrogates, which make their row invalid."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(io.BufferedReader(View(file), BUFFER), encoding, errors=errors, newline="")


def delimiter_of(sample: str) -> str:
    """The delimiter with which the most headings are known."""

    def known(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
        try:
            rows = [cells[:MOST_COLUMNS] for cells in islice(reader, SEARCHED_ROWS)]
        except csv.Error:
            return 0
        headings = find_headings(list(enumerate(rows, 1)))
        return len(headings.columns) if headings else 0

    return max(DELIMITERS, key=known)


def text_rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[Numbered]:
    """Each row with its number, as a spreadsheet counts them; blank rows are left out. Raises UnreadableList."""
    return bounded(_rows(lines, delimiter))


def _rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[Numbered]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    number = last = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cells) and not all(map(str.isspace, filter(None, cells))):
                last = number
                yield number, [_unforced(cell) for cell in without_empty_end(cells)]
            elif number - last > MOST_BLANK_ROWS:
                _check_rest(lines)
                return
    except csv.Error as error:
        detail = f"The cells around row {number + 1} cannot be separated; check its quotation marks."
        raise UnreadableList(detail, reason="broken") from error


def _check_rest(lines: io.TextIOWrapper) -> None:
    """Raises UnreadableList if anything but blank rows follows."""
    while piece := lines.read(BUFFER):
        if FILLED.search(piece):
            raise rows_apart()


def _unforced(cell: str) -> str:
    if cell.startswith('="') and (found := FORCED.fullmatch(cell.strip())):
        return found[1].replace('""', '"')
    return cell
