"""The rows of a sheet, read as a stream; how a workbook looks does not matter."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from xml.parsers import expat

from suppliers.imports.reading.number_formats import PLAIN, NumberFormat, shown
from suppliers.imports.reading.parts import MOST_ROWS
from suppliers.imports.reading.problems import UnreadableList
from suppliers.imports.reading.sizes import (
    MOST_BLANK_CELLS,
    MOST_BLANK_ROWS,
    MOST_COLUMNS,
    Numbered,
    too_many_columns,
)
from suppliers.imports.reading.storage import UNCOMPUTED

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LINE_ENDS = re.compile(r"\r\n?|\x0b|\u2028")
OTHER_ENDS = re.compile(r"[\r\x0b\u2028]")
LETTERS = re.compile("[A-Za-z]{1,3}")
Attributes = Mapping[str, str]


def local(name: str) -> str:
    return name.rpartition(":")[2]


def parsed(pieces: Iterable[bytes], parser: expat.XMLParserType) -> Iterator[None]:
    """Give a part to a parser piece by piece; raises ExpatError, and UnreadableList where it declares entities."""
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.EntityDeclHandler = _refuse_entities
    parser.buffer_text = True
    for piece in pieces:
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_entities(*_: object) -> None:
    raise UnreadableList("This workbook declares XML entities, which no spreadsheet program does.", reason="unsafe")


def unescaped(text: str) -> str:
    """The text without the escapes of the format for control characters, and with one kind of line end."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return LINE_ENDS.sub("\n", text) if OTHER_ENDS.search(text) else text


class Values:
    """What the cells of a workbook refer to."""

    def __init__(self, shared: Sequence[str], formats: Sequence[NumberFormat], *, since_1904: bool) -> None:
        self._shared = shared
        self._formats = formats
        self._since_1904 = since_1904

    def text(self, kind: str, style: str, value: str) -> str:
        """Raises ValueError, IndexError where a cell refers to nothing."""
        match kind:
            case "s":
                return self._shared[int(value)]
            case "str" | "inlineStr":
                return unescaped(value)
            case "b":
                return "true" if value.strip() in ("1", "true") else "false"
            case "d":
                return value.removesuffix("T00:00:00").removesuffix("T00:00:00.000")
            case "e":
                return value
        return shown(value.strip(), self._format(style), since_1904=self._since_1904)

    def _format(self, style: str) -> NumberFormat:
        number = int(style) if style.isdigit() else 0
        return self._formats[number] if number < len(self._formats) else PLAIN


class SheetParser:
    """Collects the rows of one sheet; `rows` has those that are complete and not blank."""

    def __init__(self, values: Values) -> None:
        self.rows: list[Numbered] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._values = values
        self._ends: dict[str, Callable[[], None] | None] = {
            "c": self._end_cell,
            "row": self._end_row,
            "v": self._end_text,
            "t": self._end_text,
            "rPh": self._end_phonetic,
        }
        self._starts: dict[str, Callable[[Attributes], None] | None] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_value,
            "is": self._start_inline,
            "t": self._start_text,
            "rPh": self._start_phonetic,
        }
        self._number = 0
        self._blank_rows = self._blank_cells = 0
        self._column = -1
        self._cells: list[str] = []
        self._kind = self._style = ""
        self._text: list[str] = []
        self._has_value = self._has_formula = self._is_phonetic = self._is_in_cell = False

    @property
    def is_blank_for_long(self) -> bool:
        """Whether so many blank rows came at the end that the list is probably complete."""
        return self._blank_rows > MOST_BLANK_ROWS or self._blank_cells > MOST_BLANK_CELLS

    def _start(self, name: str, attributes: Attributes) -> None:
        starts = self._starts
        if name not in starts:
            starts[name] = starts.get(local(name))  # with a prefix: looked for once
        if start := starts[name]:
            start(attributes)

    def _end(self, name: str) -> None:
        ends = self._ends
        if name not in ends:
            ends[name] = ends.get(local(name))
        if end := ends[name]:
            end()

    def _end_row(self) -> None:
        if not any(map(str.strip, self._cells)):
            self._blank_rows += 1
        elif self._number <= MOST_ROWS:
            self._blank_rows = self._blank_cells = 0
            self.rows.append((self._number, self._cells))

    def _end_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def _end_phonetic(self) -> None:
        self._is_phonetic = False

    def _start_row(self, attributes: Attributes) -> None:
        written = attributes.get("r", "")
        number = int(written) if written.isdigit() and len(written) < 12 else 0
        self._number = number if number > self._number else self._number + 1
        self._column, self._cells = -1, []

    def _start_cell(self, attributes: Attributes) -> None:
        self._blank_cells += 1
        self._column = _column(attributes.get("r", ""), self._column + 1)
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._text, self._has_value, self._has_formula, self._is_in_cell = [], False, False, True

    def _start_formula(self, _: Attributes) -> None:
        self._has_formula = True

    def _start_value(self, attributes: Attributes) -> None:
        self._has_value = True
        self._start_text(attributes)

    def _start_inline(self, _: Attributes) -> None:
        self._has_value = True

    def _start_text(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = self._add

    def _start_phonetic(self, _: Attributes) -> None:
        self._is_phonetic = True

    def _add(self, text: str) -> None:
        if self._is_in_cell and not self._is_phonetic:
            self._text.append(text)

    def _end_cell(self) -> None:
        self._is_in_cell = False
        self.parser.CharacterDataHandler = None
        value = "".join(self._text)
        if value:
            text = self._values.text(self._kind, self._style, value)
        else:
            # an empty text that a formula gave is saved as one; some programs write an empty value for none
            is_empty_text = self._has_value and self._kind == "str"
            text = UNCOMPUTED if self._has_formula and not is_empty_text else ""
        if text:
            if self._column >= MOST_COLUMNS:
                raise too_many_columns()
            self._cells.extend([""] * (self._column - len(self._cells)))
            self._cells[self._column :] = [text]


def _column(reference: str, following: int) -> int:
    """The column of a cell, counted from 0; cells without a reference follow each other."""
    column = _place(reference.rstrip("0123456789"))
    return column if column > following else following


@lru_cache(maxsize=1024)
def _place(letters: str) -> int:
    """The number of a column; -1 where these are not the letters of one."""
    if not LETTERS.fullmatch(letters):
        return -1
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1
