"""Reading CSV in any common encoding, with commas, semicolons, tabs or bars between the cells."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from suppliers.imports.reading.headings import SEARCHED_ROWS, find_headings
from suppliers.imports.reading.problems import UnreadableList

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = ",;\t|"
CHUNK = 1 << 20
MOST_COLUMNS = 200
"""Further columns are left out: a file with a million columns is not a list of sites."""
Numbered = tuple[int, list[str]]


def encoding_of(file: BinaryIO) -> str:
    """The encoding by its byte-order mark; else UTF-8 if all is valid, UTF-16 if many bytes are 0, else cp1252."""
    file.seek(0)
    start = file.read(CHUNK)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    zeros = start[:4096].count(0)
    if zeros > len(start[:4096]) // 4:
        return "utf-16-le" if start[1:4096:2].count(0) > zeros // 2 else "utf-16-be"
    if _is_utf8(file):
        return "utf-8"
    return "utf-8" if _is_mostly_utf8(start) else "cp1252"


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(start: bytes) -> bool:
    """Whether it is UTF-8 with a few broken letters: as cp1252, all its accents would be wrong."""
    special = [char for char in start.decode("utf-8", "surrogateescape") if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in special)
    return len(special) > 4 * broken


class Borrowed(io.TextIOWrapper):
    """A text over a file that another owner closes."""

    def close(self) -> None:
        return


def open_text(file: BinaryIO, encoding: str) -> Borrowed:
    """Bytes that are not valid become lone surrogates, which make their row invalid."""
    file.seek(0)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return Borrowed(file, encoding, errors=errors, newline="")


def delimiter_of(sample: str) -> str:
    """The delimiter with which the most headings are known."""

    def known(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            rows = list(islice(reader, SEARCHED_ROWS))
        except csv.Error:
            return 0
        headings = find_headings(list(enumerate(rows, 1)))
        return len(headings.columns) if headings else 0

    return max(DELIMITERS, key=known)


def text_rows(lines: Borrowed, delimiter: str) -> Iterator[Numbered]:
    """Each row with its number, as a spreadsheet counts them; blank rows are left out."""
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cells) and not all(map(str.isspace, filter(None, cells))):
                yield number, cells[:MOST_COLUMNS]
    except csv.Error as error:
        detail = f"The cells around row {number + 1} cannot be separated; check its quotation marks."
        raise UnreadableList(detail, reason="broken") from error
