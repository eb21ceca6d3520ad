"""The work of reading a list grows with its size and no faster, whatever is in it; what is too large is refused."""

import io
from collections.abc import Callable
from time import process_time
from zipfile import ZipFile

import pytest

from suppliers.imports.reading import encodings, headings, texts
from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.problems import UnreadableList
from suppliers.imports.reading.rows import Row
from suppliers.imports.reading.sheets import SheetParser
from suppliers.imports.reading.sizes import MOST_BLANK_ROWS, MOST_COLUMNS
from support.hostile_lists import GOOD, SHEET, rewritten
from support.hostile_lists import rows as workbook_with_empty_rows

HEADINGS = b"name,address,country"
ROW = b"\nBrightwell,18 Xinfeng Road,CN"
MOST_GROWTH = 6
"""Four times the size may take so many times the time: with a square it would take sixteen times."""


def rows(file: bytes) -> list[Row]:
    return list(read_list(io.BytesIO(file), "list.csv"))


def refusal_of(file: bytes) -> str:
    with pytest.raises(UnreadableList) as refusal:
        rows(file)
    return refusal.value.reason


def in_sheet(before_end: bytes) -> bytes:
    """The good workbook with more at the end of its rows."""
    return rewritten(GOOD, SHEET, lambda sheet: sheet.replace(b"</sheetData>", before_end + b"</sheetData>"))


def behind_rows(after_end: bytes) -> bytes:
    return rewritten(GOOD, SHEET, lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + after_end))


def filled(reference: str) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>x</t></is></c>' % reference.encode()


@pytest.mark.parametrize("columns", [MOST_COLUMNS + 1, 50_000])
def test_a_list_with_more_columns_than_a_list_can_have_is_refused(columns: int) -> None:
    assert refusal_of(HEADINGS + b",x" * (columns - 3) + ROW) == "too_many_columns"
    assert refusal_of(HEADINGS + ROW + b"," * (columns - 3) + b"x") == "too_many_columns"


def test_a_sheet_with_more_columns_than_a_list_can_have_is_refused() -> None:
    assert refusal_of(in_sheet(b'<row r="9">' + filled("ALM9") + b"</row>")) == "too_many_columns"


def test_the_last_column_that_a_list_can_have_is_read() -> None:
    (row,) = rows(HEADINGS + b"," * (MOST_COLUMNS - 4) + b",last" + ROW + b"," * (MOST_COLUMNS - 3) + b"x")
    assert row.raw["last"] == "x"


@pytest.mark.parametrize("columns", [2_000, 50_000])
def test_empty_columns_at_the_end_do_not_count(columns: int) -> None:
    (row,) = rows(HEADINGS + b"," * columns + ROW + b"," * columns)
    assert row.raw == {"name": "Brightwell", "address": "18 Xinfeng Road", "country": "CN"}


def test_headings_that_are_alike_get_different_names() -> None:
    assert headings._unique(["a", "a (3)", "a", "a"]) == ("a", "a (3)", "a (3) (3)", "a (4)")


@pytest.mark.parametrize("blank", [b"\n", b"\n,,", b"\n , "])
def test_empty_rows_without_end_are_not_read_to_their_end(blank: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    enumerated = enumerate
    monkeypatch.setattr(
        texts,
        "enumerate",
        lambda reader, start: ((looked_at.append(n), (n, row))[1] for n, row in enumerated(reader, start)),
        raising=False,
    )
    (row,) = rows(HEADINGS + ROW + blank * 20 * MOST_BLANK_ROWS)
    assert row.number == 2
    assert max(looked_at) < 2 * MOST_BLANK_ROWS


def test_rows_behind_too_many_empty_ones_are_never_left_out_silently() -> None:
    assert refusal_of(HEADINGS + ROW + b"\n,," * (MOST_BLANK_ROWS + 1) + ROW) == "too_many_rows"
    (_, behind) = rows(HEADINGS + ROW + b"\n,," * MOST_BLANK_ROWS + ROW)
    assert behind.number == MOST_BLANK_ROWS + 3
    piece = b"<row/>" * 200_000
    assert refusal_of(in_sheet(piece + b"<row>" + filled("A900000") + b"</row>")) == "too_many_rows"


def test_a_workbook_with_a_million_empty_rows_is_parsed_only_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = 0
    start = SheetParser._start_row

    def counted(self: SheetParser, attributes: dict[str, str]) -> None:
        nonlocal begun
        begun += 1
        start(self, attributes)

    monkeypatch.setattr(SheetParser, "_start_row", counted)
    (row,) = rows(workbook_with_empty_rows(1_000_000))
    assert row.number == 2
    assert begun < 1_000_000, "all passes together"


def test_a_sheet_is_read_once_however_often_a_workbook_names_it() -> None:
    with ZipFile(io.BytesIO(GOOD)) as book:
        named = book.read("xl/workbook.xml")
    sheet = named[named.index(b"<sheet ") : named.index(b"</sheets>")]
    again = rewritten(GOOD, "xl/workbook.xml", lambda main: main.replace(sheet, sheet * 500))
    assert len(rows(again)) == 1


def _merged(number: int, reference: str) -> bytes:
    merges = b"".join(b'<mergeCell ref="%s"/>' % reference.format(n + 1).encode() for n in range(number))
    return behind_rows(b"<mergeCells>" + merges + b"</mergeCells>")


@pytest.mark.parametrize(
    "reference", ["A{0}:ZZZ{0}", "A1:ZZZ1", "A2:A99999"], ids=["wide", "one over another", "high"]
)
def test_merged_cells_cover_each_cell_once(reference: str) -> None:
    assert len(rows(_merged(20_000, reference))) == 1


def _seconds(read: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        began = process_time()
        read()
        best = min(best, process_time() - began)
    return best


def _in_cell(cell: str) -> Callable[[int], object]:
    line = '\n"{}","Road {}",CN'

    def read(size: int) -> object:
        text = (cell * size)[:size]
        return rows(HEADINGS + line.format(f"Works {text} end", f"{text} end").encode() * 20)

    return read


GROWING: dict[str, Callable[[int], object]] = {
    "columns": lambda size: headings.find_headings([(1, ["name", "country", *["x"] * 10 * size])]),
    "a long run without separators": lambda size: encodings.encoding_of(io.BytesIO(b"x" * 100 * size + b",\xff")),
    **{f"a cell of {cell!r}": _in_cell(cell) for cell in (" ", ",", "1", ".", "a.", "!", "- ", "(", "1)", "\t,")},
}


@pytest.mark.parametrize("name", GROWING)
def test_reading_takes_time_in_proportion_to_the_size(name: str) -> None:
    read = GROWING[name]
    read(10)
    small, large = (_seconds(lambda size=size: read(size)) for size in (400, 1_600))
    assert large < MOST_GROWTH * max(small, 0.005), (small, large)
