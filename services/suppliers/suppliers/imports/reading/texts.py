"""Reading CSV with commas, semicolons, tabs or bars between the cells."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from suppliers.imports.reading.headings import SEARCHED_ROWS, find_headings
from suppliers.imports.reading.problems import UnreadableList

DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
"""Further columns are left out: a file with a million columns is not a list of sites."""
FORCED = re.compile(r'="((?:[^"]|"")*)"')
"""How a program forces Excel to keep a text as it is: ="01234"."""
Numbered = tuple[int, list[str]]


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
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
        try:
            rows = list(islice(reader, SEARCHED_ROWS))
        except csv.Error:
            return 0
        headings = find_headings(list(enumerate(rows, 1)))
        return len(headings.columns) if headings else 0

    return max(DELIMITERS, key=known)


def text_rows(lines: Borrowed, delimiter: str) -> Iterator[Numbered]:
    """Each row with its number, as a spreadsheet counts them; blank rows are left out."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cells) and not all(map(str.isspace, filter(None, cells))):
                yield number, [_unforced(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        detail = f"The cells around row {number + 1} cannot be separated; check its quotation marks."
        raise UnreadableList(detail, reason="broken") from error


def _unforced(cell: str) -> str:
    if cell.startswith('="') and (found := FORCED.fullmatch(cell.strip())):
        return found[1].replace('""', '"')
    return cell
