"""Reading .ods: the sheets of an OpenDocument workbook as rows of text; formulas are never evaluated."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from chassis.untrusted_files.archives import Archive, opened
from suppliers.imports.reading.number_formats import plain
from suppliers.imports.reading.sheets import local, parsed
from suppliers.imports.reading.sizes import MOST_COLUMNS, Numbered, bounded, too_many_columns
from suppliers.imports.reading.storage import UNCOMPUTED, storable
from suppliers.imports.reading.workbooks import Sheet, refusals

CONTENT = "content.xml"
MOST_REPEATED = 1_000
"""Rows that one element may stand for; a longer run of equal rows is no data."""
LONGEST_TITLE = 100


@contextmanager
def opened_document(file: BinaryIO) -> Iterator[list[Sheet]]:
    """The sheets in their order; raises UnreadableList, also while rows are read."""
    with refusals(), opened(file) as archive:
        part = next(member for member in archive.members if member.filename == CONTENT)
        survey = Survey()
        _parse(archive, part, survey)
        yield [
            _sheet(archive, part, place, title, is_hidden=style in survey.hidden)
            for place, (title, style) in enumerate(survey.tables)
        ]


def _parse(archive: Archive, part: ZipInfo, handler: "Survey | TableParser") -> None:
    for _ in _steps(archive, part, handler):
        pass


def _steps(archive: Archive, part: ZipInfo, handler: "Survey | TableParser") -> Iterator[None]:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, given: handler.start(local(name), _local(given))
    parser.EndElementHandler = lambda name: handler.end(local(name))
    parser.CharacterDataHandler = handler.text
    archive.unpacked = 0
    yield from parsed(archive.pieces(part), parser)


def _local(given: Mapping[str, str]) -> dict[str, str]:
    return {local(name): value for name, value in given.items()}


def _sheet(archive: Archive, part: ZipInfo, place: int, title: str, *, is_hidden: bool) -> Sheet:
    def rows() -> Iterator[Numbered]:
        with refusals():
            yield from bounded(_rows(archive, part, place))

    return Sheet(storable(title)[:LONGEST_TITLE], is_hidden, rows)


def _rows(archive: Archive, part: ZipInfo, place: int) -> Iterator[Numbered]:
    table = TableParser(place)
    for _ in _steps(archive, part, table):
        yield from table.rows
        table.rows.clear()


class Survey:
    """The tables of a document with their styles, and which styles hide a table."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self._style = ""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        match name:
            case "style":
                self._style = given.get("name", "")
            case "table-properties" if given.get("display") == "false":
                self.hidden.add(self._style)
            case "table":
                self.tables.append((given.get("name", ""), given.get("style-name", "")))

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class TableParser:
    """Collects the rows of one table that are not blank."""

    def __init__(self, place: int) -> None:
        self.rows: list[Numbered] = []
        self._left = place
        self._inside = False
        self._number = 0
        self._repeated = 1
        self._cells: list[str] = []
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._aside = 0

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "table":
            self._inside = self._left == 0
            self._left -= 1
        elif self._inside:
            self._start(name, given)

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        match name:
            case "table-row":
                self._cells, self._repeated = [], _count(given, "number-rows-repeated")
            case "table-cell" | "covered-table-cell":
                self._cell, self._text = dict(given), []
            case "annotation":
                self._aside += 1
            case "p" if self._text and not self._aside:
                self._text.append("\n")
            case "line-break" if not self._aside:
                self._text.append("\n")
            case "tab" if not self._aside:
                self._text.append("\t")
            case "s" if not self._aside:
                self._text.append(" " * min(_count(given, "c"), 1_000))

    def text(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._text.append(text)

    def end(self, name: str) -> None:
        match name:
            case "table":
                self._inside = False
            case "annotation" if self._inside:
                self._aside -= 1
            case "table-cell" | "covered-table-cell" if self._inside and self._cell is not None:
                self._end_cell(self._cell)
            case "table-row" if self._inside:
                self._end_row()

    def _end_cell(self, given: Mapping[str, str]) -> None:
        value, repeated = _value(given, "".join(self._text)), _count(given, "number-columns-repeated")
        if value and len(self._cells) + repeated > MOST_COLUMNS:
            raise too_many_columns()
        self._cells.extend([value] * min(repeated, MOST_COLUMNS + 1 - len(self._cells)))
        self._cell = None

    def _end_row(self) -> None:
        first = self._number + 1
        self._number += self._repeated
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        if any(map(str.strip, self._cells)):
            self.rows.extend((first + n, list(self._cells)) for n in range(min(self._repeated, MOST_REPEATED)))


def _count(given: Mapping[str, str], name: str) -> int:
    written = given.get(name, "1")
    return int(written) if written.isdigit() and len(written) < 9 else 1


def _day(value: str) -> str:
    return value.removesuffix("T00:00:00")


def _percent(value: str) -> str:
    return f"{plain(str(float(value) * 100))}%"


TYPED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "float": ("value", plain),
    "currency": ("value", plain),
    "percentage": ("value", _percent),
    "date": ("date-value", _day),
    "boolean": ("boolean-value", str),
}
"""By the type of a cell: the attribute with its value, and how that is written."""


def _value(given: Mapping[str, str], text: str) -> str:
    attribute, read = TYPED.get(given.get("value-type", "string"), ("string-value", str))
    if value := given.get(attribute):
        return read(value)
    return text if text or "formula" not in given or "value-type" in given else UNCOMPUTED
