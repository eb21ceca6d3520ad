"""How a file was understood, in plain values: the process that reads it hands them back with its rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from suppliers.imports.reading.code_pages import Encoding

LONGEST_HEADING = 60
MOST_COLUMNS = 100
MOST_SHEETS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list; `field` is None where it is left out."""

    column: str
    heading: str
    field: str | None


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A list in a workbook; the title is None for a text, which has no sheets."""

    title: str | None
    headings_row: int
    rows: int
    country: str | None


@dataclass(frozen=True, slots=True)
class SheetLeftOut:
    """`reason` is one of `hidden`, `no_headings`, `other_columns` and `reference`."""

    title: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class EncodingRead:
    """`certainty` is one of `stated`, `certain`, `assumed` and `guessed`."""

    name: str
    certainty: str
    alternatives: Sequence[str]


@dataclass(frozen=True, slots=True)
class DatesRead:
    heading: str
    first: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """`encoding` and `delimiter` are None for a workbook."""

    kind: str
    encoding: EncodingRead | None
    delimiter: str | None
    sheets: Sequence[SheetRead]
    sheets_left_out: Sequence[SheetLeftOut]
    columns: Sequence[Column]
    dates: Sequence[DatesRead]
    total_rows: int


def encoding_read(encoding: Encoding) -> EncodingRead:
    if encoding.is_stated:
        certainty = "stated"
    elif encoding.is_unsure:
        certainty = "guessed"
    else:
        certainty = "assumed" if encoding.is_assumed else "certain"
    return EncodingRead(encoding.name, certainty, encoding.rivals)


def said(understood: Understanding) -> dict[str, Any]:
    """The plain values, as they are stored and answered."""
    return asdict(understood)


def place_of(column: int) -> str:
    """The letters of a column, as spreadsheets show them: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
