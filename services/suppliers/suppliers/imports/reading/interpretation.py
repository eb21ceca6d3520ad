"""How a file was understood, in plain values: the process that reads it hands them back with its rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

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
class DatesRead:
    heading: str
    first: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """`encoding` and `delimiter` are None for a workbook."""

    kind: str
    encoding: str | None
    is_encoding_assumed: bool
    is_encoding_guessed: bool
    delimiter: str | None
    sheets: Sequence[SheetRead]
    sheets_left_out: Sequence[SheetLeftOut]
    columns: Sequence[Column]
    dates: Sequence[DatesRead]
    total_rows: int


def said(understood: Understanding) -> dict[str, Any]:
    """The plain values, as they are stored and answered."""
    values = asdict(understood)
    is_assumed, is_guessed = values.pop("is_encoding_assumed"), values.pop("is_encoding_guessed")
    certainty = "guessed" if is_guessed else "assumed" if is_assumed else "certain"
    if values["encoding"]:
        values["encoding"] = {"name": values["encoding"], "certainty": certainty}
    return values


def place_of(column: int) -> str:
    """The letters of a column, as spreadsheets show them: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
