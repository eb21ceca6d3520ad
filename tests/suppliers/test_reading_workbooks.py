"""Workbooks as other programs write them: number formats, formulas, several sheets, unusual parts."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook

from suppliers.imports.reading.lists import ListReader, read_list
from suppliers.imports.reading.number_formats import format_of, shown
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList
from suppliers.imports.reading.reasons import Code
from suppliers.imports.reading.rows import Row

HEADINGS = ("Factory name", "Address", "Country")
LANTERN, SECOND = (
    ("Lantern Works", "5 Sample Mole, Port", "Malta"),
    ("Second Works", "6 Sample Mole, Port", "Malta"),
)


def reader(content: bytes) -> ListReader:
    return read_list(io.BytesIO(content), "list.xlsx")


def rows(content: bytes) -> list[Row]:
    return list(reader(content))


def names(content: bytes) -> list[str]:
    return [row.parsed.name for row in rows(content) if row.parsed]


def book_of(sheets: dict[str, list[tuple[object, ...]]], change: Callable[[Workbook], object] = id) -> bytes:
    book = Workbook()
    for sheet in list(book):
        book.remove(sheet)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(book: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The workbook with its parts changed by hand."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            changed, content = change(name, source.read(name))
            info = ZipInfo("part")
            info.filename = changed  # kept as it is, with backslashes
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def replaced(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name != part:
            return name, content
        assert old in content
        return name, content.replace(old, new)

    return rewritten(book, change)


SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def with_shared_texts(book: bytes) -> bytes:
    """The workbook with its texts in a part of their own, as most programs write them."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        related = b'<Relationship Id="shared" Type="%s" Target="/xl/sharedStrings.xml"/></Relationships>' % RELATED
        if name == SHEET:
            content = re.sub(rb't="inlineStr"><is>(.*?)</is>', share, content)
        if name == "xl/_rels/workbook.xml.rels":
            content = content.replace(b"</Relationships>", related)
        return name, content

    out = io.BytesIO(rewritten(book, change))
    with ZipFile(out, "a", ZIP_DEFLATED) as target:
        items = b"".join(b"<si>%s</si>" % text for text in texts)
        target.writestr(SHARED, b'<sst xmlns="%s">%s</sst>' % (SPREADSHEET, items))
    return out.getvalue()


BOOK = with_shared_texts(book_of({"List": [HEADINGS, LANTERN, SECOND]}))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("0.25", "0%", "25%"),
        ("0.755", "0.0%", "75.5%"),
        ("1", "0.00%", "100%"),
        ("0.333333333333333", "0.00%", "33.3333333333333%"),
        ("0.07", "[Red]0%;-0%", "7%"),
        ("25", "General", "25"),
        ("25", "0", "25"),
        ("1200", "#,##0", "1200"),
        ("1200.5", "#,##0.00", "1200.5"),
        ("0.30000000000000004", "General", "0.3"),
        ("1.2E3", "General", "1200"),
        ("1234", "00000", "01234"),
        ("419052173", "0000000000", "0419052173"),
        ("150483782", "00-000-0000", "15-048-3782"),
        ("419052173", '"BE "0000"."000"."000', "BE 0419.052.173"),
        ("981001234", "00000-0000", "98100-1234"),
        ("123", '0" workers"', "123 workers"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292", "dd/mm/yyyy;@", "2024-01-01"),
        ("45292", "[$-413]d mmmm yyyy", "2024-01-01"),
        ("45292.5", "yyyy-mm-dd hh:mm", "2024-01-01T12:00:00"),
        ("45292", "mmm yyyy", "2024-01"),
        ("45292", "yyyy", "2024"),
        ("59", "d/m/yyyy", "1900-02-28"),
        ("45292", "0.00E+00", "45292"),
        ("99999999", "yyyy-mm-dd", "99999999"),
        ("not a number", "0%", "not a number"),
    ],
)
def test_a_number_is_read_as_its_format_means_it(value: str, code: str, text: str) -> None:
    assert shown(value, format_of(code)) == text


def test_a_workbook_of_another_calendar_has_other_days() -> None:
    assert shown("43830", format_of("yyyy-mm-dd"), since_1904=True) == "2024-01-01"


def test_shares_dates_and_numbers_of_companies_are_those_that_are_shown() -> None:
    def formats(book: Workbook) -> None:
        sheet = book["List"]
        sheet["D2"].number_format, sheet["E2"].number_format, sheet["F2"].number_format = "0%", "00000", "mmm-yy"

    headings = (*HEADINGS, "Share", "Postal code", "Valid to")
    line = (*LANTERN, 0.25, 1234, datetime(2025, 12, 1))  # noqa: DTZ001
    (row,) = rows(book_of({"List": [headings, line]}, formats))
    assert row.parsed is not None
    assert (str(row.parsed.share_pct), row.parsed.postal_code) == ("25", "01234")
    assert str(row.parsed.valid_to) == "2025-12-31"


@pytest.mark.parametrize(
    ("cell", "is_valid"),
    [
        (b'<c r="D2" t="str"><f>IF(A2="","","x")</f><v/></c>', True),
        (b'<c r="D2" t="str"><f>IF(A2="","","x")</f><v></v></c>', True),
        (b'<c r="D2" t="str"><f t="shared" si="0"/><v/></c>', True),
        (b'<c r="D2" t="str"><f>A2</f><v>x</v></c>', True),
        (b'<c r="D2"><f>1+1</f><v>2</v></c>', True),
        (b'<c r="D2"><f>1+1</f></c>', False),
        (b'<c r="D2" t="str"><f>A2</f></c>', False),
        (b'<c r="D2"><f>1+1</f><v/></c>', False),
        (b'<c r="D2"/>', True),
    ],
)
def test_only_a_formula_without_a_result_was_never_computed(cell: bytes, is_valid: bool) -> None:
    book = book_of({"List": [(*HEADINGS, "Remarks"), LANTERN]})
    (row,) = rows(replaced(book, SHEET, b"</row></sheetData>", cell + b"</row></sheetData>"))
    assert (row.parsed is not None) is is_valid
    assert (Code.FORMULA_WITHOUT_VALUE in {reason.code for reason in row.reasons}) is not is_valid


def test_rows_that_formulas_leave_empty_are_blank() -> None:
    empty = b'<row r="3"><c r="A3" t="str"><f>IF(B3="","",B3)</f><v/></c></row>'
    book = replaced(book_of({"List": [HEADINGS, LANTERN]}), SHEET, b"</sheetData>", empty * 3 + b"</sheetData>")
    assert names(book) == ["Lantern Works"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Second_x000D_\nWorks", "Second Works"),
        ("Second_x000D_Works", "Second Works"),
        ("Second_x005F_x000D_Works", "Second_x000D_Works"),
        ("Second_x0020_Works", "Second Works"),
        ("Second\tWorks ", "Second Works"),
    ],
)
def test_escapes_of_the_format_are_undone(written: str, name: str) -> None:
    assert names(book_of({"List": [HEADINGS, (written, *LANTERN[1:])]})) == [name]


def test_the_reading_aid_of_a_japanese_text_is_no_part_of_it() -> None:
    aid = b'<si><r><t>Hika</t></r><r><t>ri</t></r><rPh sb="0" eb="1"><t>AID</t></rPh></si>'
    book = replaced(BOOK, SHARED, b"<si><t>Lantern Works</t></si>", aid)
    assert names(book) == ["Hikari", "Second Works"]


def strict(name: str, content: bytes) -> tuple[str, bytes]:
    content = content.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    return name, content.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def prefixed(name: str, content: bytes) -> tuple[str, bytes]:
    if not name.startswith("xl/worksheets/sheet"):
        return name, content
    content = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content)
    return name, content.replace(b"xmlns=", b"xmlns:x=")


def renamed(name: str, content: bytes) -> tuple[str, bytes]:
    new = {"xl/workbook.xml": "xl/book main.xml", "xl/_rels/workbook.xml.rels": "xl/_rels/book main.xml.rels"}
    return new.get(name, name), content.replace(b"xl/workbook.xml", b"xl/book main.xml")


def moved(name: str, content: bytes) -> tuple[str, bytes]:
    new = name.replace("xl/sharedStrings.xml", "xl/texts/all.xml")
    return new, content.replace(b"/xl/sharedStrings.xml", b"/xl/texts/all.xml")


UNUSUAL: dict[str, Callable[[str, bytes], tuple[str, bytes]]] = {
    "the strict schema": strict,
    "prefixes of elements": prefixed,
    "backslashes": lambda name, content: (name.replace("/", "\\"), content),
    "another name of the main part": renamed,
    "texts in another part": moved,
    "capital letters": lambda name, content: (
        name.replace("xl/worksheets/sheet1", "xl/worksheets/Sheet1"),
        content,
    ),
    "a slash at the start": lambda name, content: (f"/{name}", content),
    "an empty fill": lambda name, content: (name, content.replace(b"<fills", b"<fills><fill/></fills><fills")),
    "a font of no family": lambda name, content: (name, content.replace(b'<family val="2"', b'<family val="99"')),
    "no styles": lambda name, content: (name, b"" if name == "xl/styles.xml" else content),
    "broken styles": lambda name, content: (name, b"<styleSheet><a" if name == "xl/styles.xml" else content),
    "dates that are none": lambda name, content: (
        name,
        re.sub(rb">\d{4}-\d\d-\d\dT[^<]*<", b">yesterday<", content) if name == "docProps/core.xml" else content,
    ),
    "cells without references": lambda name, content: (name, re.sub(rb'(<c) r="[A-Z]+\d+"', rb"\1", content)),
    "rows without numbers": lambda name, content: (name, re.sub(rb'<row r="\d+"', b"<row", content)),
    "UTF-16": lambda name, content: (
        name,
        content.decode().replace("UTF-8", "UTF-16").encode("utf-16") if name == SHEET else content,
    ),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_a_workbook_that_spreadsheet_programs_open_is_read(how: str) -> None:
    assert names(rewritten(BOOK, UNUSUAL[how])) == ["Lantern Works", "Second Works"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
def test_what_is_damaged_is_refused_in_our_own_words(part: str) -> None:
    book = rewritten(BOOK, lambda name, content: (name, content[:-30] if name == part else content))
    with pytest.raises(UnreadableList, match="This workbook is damaged") as refusal:
        rows(book)
    assert refusal.value.reason == "broken"


def test_another_document_is_no_workbook() -> None:
    book = replaced(BOOK, "xl/workbook.xml", b"workbook", b"document")
    with pytest.raises(UnsupportedList):
        rows(book)


def test_a_country_that_is_merged_over_rows_is_that_of_each() -> None:
    lines = [
        HEADINGS,
        ("A", "1 Road", "Malta"),
        ("B", "2 Road", None),
        ("C", "3 Road", None),
        ("D", "4 Road", "Chad"),
    ]
    book = book_of({"List": lines}, lambda each: each["List"].merge_cells("C2:C4"))
    read = [row.parsed.country for row in rows(book) if row.parsed]
    assert read == ["MT", "MT", "MT", "TD"]


def test_a_blank_row_in_merged_cells_stays_blank() -> None:
    lines = [HEADINGS, ("A", "1 Road", "Malta"), (None, None, None), ("B", "2 Road", "Chad")]
    assert names(book_of({"List": lines}, lambda each: each["List"].merge_cells("C2:C3"))) == ["A", "B"]


def test_a_heading_over_several_columns_is_that_of_each() -> None:
    lines = [("Factory", "Address", None, None, "Country"), ("Lantern", "Building C", "5 Mole", "Port", "Malta")]
    (row,) = rows(book_of({"List": lines}, lambda each: each["List"].merge_cells("B1:D1")))
    assert row.parsed is not None
    assert row.parsed.address == "Building C, 5 Mole, Port"


def test_all_sheets_that_are_lists_alike_are_read_and_the_others_are_named() -> None:
    def hide(book: Workbook) -> None:
        book["Old"].sheet_state = "hidden"

    book = book_of(
        {
            "Read me": [("This is our list.",)],
            "Malta": [HEADINGS, LANTERN, SECOND],
            "Belgium": [("Title",), HEADINGS, ("Third Works", "8 Sample Street", "Belgium")],
            "People": [("Name", "E-mail", "City"), ("Somebody", "x", "Gent")],
            "Example": [HEADINGS, ("Example", "1 Road", "Malta")],
            "Old": [HEADINGS, LANTERN],
            "Empty": [],
        },
        hide,
    )
    read = reader(book)
    assert [(row.number, row.sheet, row.sheet_row, row.parsed and row.parsed.name) for row in read] == [
        (2, "Malta", 2, "Lantern Works"),
        (3, "Malta", 3, "Second Works"),
        (6, "Belgium", 3, "Third Works"),
    ]
    understood = read.understood()
    assert [(each.title, each.headings_row, each.rows) for each in understood.sheets] == [
        ("Malta", 1, 2),
        ("Belgium", 2, 1),
    ]
    assert [(each.title, each.reason, each.rows) for each in understood.sheets_left_out] == [
        ("Read me", "no_headings", 1),
        ("People", "other_columns", 2),
        ("Example", "reference", 2),
        ("Old", "hidden", 2),
    ]


def test_a_sheet_that_is_named_after_a_country_tells_it() -> None:
    headings, site = ("Factory name", "Address"), ("Lantern", "5 Mole, Port")
    book = book_of({"Malta": [headings, site], "BE": [headings, ("Third", "8 Street, Gent")]})
    read = rows(book)
    assert [row.parsed and row.parsed.country for row in read] == ["MT", "BE"]
    assert all(Code.COUNTRY_FROM_SHEET in {reason.code for reason in row.reasons} for row in read)


def test_a_site_that_two_sheets_name_is_pointed_out() -> None:
    _, second = rows(book_of({"One": [HEADINGS, LANTERN], "Two": [HEADINGS, LANTERN]}))
    assert Code.SAME_AS_ROW in {reason.code for reason in second.reasons}
