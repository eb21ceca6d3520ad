"""Reading .xlsx: its visible sheets as rows of text; formulas are never evaluated."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from chassis.untrusted_files.archives import Archive, BadArchive, opened
from suppliers.imports.reading.number_formats import BUILT_IN, PLAIN, NumberFormat, format_of
from suppliers.imports.reading.packages import Package
from suppliers.imports.reading.parts import check_parts, refusal_of
from suppliers.imports.reading.problems import UnreadableList
from suppliers.imports.reading.sheets import SheetParser, Values, local, parsed, unescaped
from suppliers.imports.reading.sizes import MOST_COLUMNS, Numbered, bounded, rows_apart
from suppliers.imports.reading.storage import storable

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})"')
MOST_MERGED = 20_000
VALUE = re.compile(rb"<(?:\w+:)?[vt](?:\s[^<>]*)?>(?:[^<]|<!)")
"""A cell that is not empty."""
OVERLAP = 200
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are shown as one: the first and the last row, the first and the last column."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; `rows` reads it again each time, without blank rows."""

    title: str
    is_hidden: bool
    rows: Callable[[], Iterator[Numbered]]
    merges: Sequence[Merge] = field(default=())


@contextmanager
def opened_workbook(file: BinaryIO) -> Iterator[list[Sheet]]:
    """The sheets in their order; raises UnreadableList, UnsupportedList, also while rows are read."""
    with refusals(), opened(file) as archive:
        package = Package(archive)
        check_parts(archive, shared=package.shared)
        values = Values(_shared(package), _formats(package), since_1904=package.since_1904)
        if not any(not part.is_hidden for part in package.sheets):
            raise UnreadableList("This workbook has no visible sheet.", reason="empty")
        yield [_sheet(archive, values, part.title, part.part, is_hidden=part.is_hidden) for part in package.sheets]


@contextmanager
def refusals() -> Iterator[None]:
    """What goes wrong while a workbook is read, in our own words."""
    try:
        yield
    except BadArchive as error:
        raise refusal_of(error.fault) from None
    except (KeyError, IndexError, ValueError, OverflowError, expat.ExpatError) as error:
        raise UnreadableList("This workbook is damaged.", reason="broken") from error


def _sheet(archive: Archive, values: Values, title: str, part: ZipInfo, *, is_hidden: bool) -> Sheet:
    merges = () if is_hidden else _merges(archive, part)

    def rows() -> Iterator[Numbered]:
        with refusals():
            yield from bounded(_filled(_rows(archive, values, part), merges))

    return Sheet(storable(title)[:LONGEST_TITLE], is_hidden, rows, merges)


def _rows(archive: Archive, values: Values, part: ZipInfo) -> Iterator[Numbered]:
    sheet = SheetParser(values)
    pieces = _pieces(archive, part)
    for _ in parsed(pieces, sheet.parser):
        yield from sheet.rows
        sheet.rows.clear()
        if sheet.is_blank_for_long:
            _check_rest(pieces)
            return


def _check_rest(pieces: Iterator[bytes]) -> None:
    """Raises UnreadableList if anything but blank rows follows."""
    end = b""
    for piece in pieces:
        text = end + piece.replace(b"\0", b"")
        if VALUE.search(text):
            raise rows_apart()
        end = text[-OVERLAP:]


def _pieces(archive: Archive, part: ZipInfo) -> Iterator[bytes]:
    """The content of a part that has been checked, however often it is read."""
    for piece in archive.pieces(part):
        archive.unpacked = 0
        yield piece


def _filled(rows: Iterator[Numbered], merges: Sequence[Merge]) -> Iterator[Numbered]:
    """Cells that are merged over several rows, such as a country, stand in each of these rows."""
    waiting = sorted((m for m in merges if m.bottom > m.top), key=lambda m: m.top, reverse=True)
    running: dict[int, tuple[int, str]] = {}
    """By column, because a cell is in one merge: the last row, and the text."""
    for number, cells in rows:
        for column, (bottom, text) in list(running.items()):
            if bottom < number:
                del running[column]
            else:
                _fill(cells, column, text)
        while waiting and waiting[-1].top <= number:
            merge = waiting.pop()
            if merge.top == number and merge.left < len(cells) and cells[merge.left]:
                running[merge.left] = (merge.bottom, cells[merge.left])
        yield number, cells


def _fill(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = cells[column] or text


def _merges(archive: Archive, part: ZipInfo) -> Sequence[Merge]:
    """They stand behind the rows, so they are looked for before the rows are read."""
    merges: list[Merge] = []
    end = b""
    for piece in _pieces(archive, part):
        text = end + piece.replace(b"\0", b"")
        place = 0
        for found in MERGED.finditer(text):
            left, top, right, bottom = found.groups()
            merge = Merge(int(top), int(bottom), _number(left), min(_number(right), MOST_COLUMNS - 1))
            if merge.left < MOST_COLUMNS and len(merges) < MOST_MERGED:
                merges.append(merge)
            place = found.end()
        end = text[max(place, len(text) - OVERLAP) :]
    return merges


def _number(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _shared(package: Package) -> list[str]:
    """The texts that cells share; what is only a reading aid (`rPh`) is left out."""
    if package.shared is None:
        return []
    texts: list[str] = []
    inside: list[str] = []
    parser = expat.ParserCreate()
    is_aside = False

    def add(text: str) -> None:
        if not is_aside:
            inside.append(text)

    def start(name: str, _: object) -> None:
        nonlocal is_aside
        match local(name):
            case "si":
                inside.clear()
            case "rPh":
                is_aside = True
            case "t":
                parser.CharacterDataHandler = add

    def end(name: str) -> None:
        nonlocal is_aside
        match local(name):
            case "si":
                texts.append(unescaped("".join(inside)))
            case "rPh":
                is_aside = False
            case "t":
                parser.CharacterDataHandler = None

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in parsed(_pieces(package.archive, package.shared), parser):
        pass
    return texts


def _formats(package: Package) -> list[NumberFormat]:
    """The number format of each style; colours and fonts are never looked at, and damaged styles mean nothing."""
    if package.styles is None:
        return []
    codes: dict[str, str] = {}
    formats: list[NumberFormat] = []
    is_of_cells = False
    try:
        for element, given in package.elements(package.styles):
            match element:
                case "numFmt":
                    codes[given.get("numFmtId", "")] = given.get("formatCode", "")
                case "cellXfs" | "cellStyleXfs" | "cellStyles" | "dxfs":
                    is_of_cells = element == "cellXfs"
                case "xf" if is_of_cells:
                    formats.append(_format(given.get("numFmtId", "0"), codes))
    except expat.ExpatError:
        return []
    return formats


def _format(number: str, codes: dict[str, str]) -> NumberFormat:
    if number in codes:
        return format_of(codes[number])
    code = BUILT_IN.get(int(number)) if number.isdigit() else None
    return format_of(code) if code else PLAIN
