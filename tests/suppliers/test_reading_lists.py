"""Reading lists as people send them: any encoding, any delimiter, titles above the headings; and refusals."""

import io
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from suppliers.imports.reading.lists import ListReader, read_list
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList
from suppliers.imports.reading.reasons import Code
from suppliers.imports.reading.rows import Row

LISTS = Path(__file__).parent / "lists"
HEADINGS = "Facility name,Address,Country\n"
BRIGHTWELL = 'Brightwell Électronique,"18 Xinfeng Road, Kunshan",China\n'


def opened(content: str | bytes, filename: str = "list.csv", content_type: str = "text/csv") -> ListReader:
    data = content.encode() if isinstance(content, str) else content
    return read_list(io.BytesIO(data), filename, content_type)


def rows(content: str | bytes) -> list[Row]:
    return list(opened(content))


def workbook(*lines: list[object], title: str = "Sites") -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_list_is_read_in_the_encoding_it_came_in(encoding: str) -> None:
    (row,) = rows((HEADINGS + BRIGHTWELL).encode(encoding))
    assert row.parsed is not None
    assert row.parsed.name == "Brightwell Électronique"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_headings(delimiter: str) -> None:
    text = "Naam;Adres;Land\nBrightwell;18, Xinfeng Road, Kunshan;China\n".replace(", ", " ").replace(
        ";", delimiter
    )
    (row,) = rows(text.replace("18 ", '"18, ').replace("Kunshan", 'Kunshan"'))
    assert row.parsed is not None
    assert row.parsed.address == "18, Xinfeng Road Kunshan"


def test_a_sep_line_of_excel_sets_the_delimiter() -> None:
    (row,) = rows("sep=;\nNaam;Adres;Land\nBrightwell;18 Xinfeng Road;China\n")
    assert row.number == 3
    assert row.parsed is not None


def test_headings_are_found_below_titles_and_blank_rows() -> None:
    text = "Supplier list 2026,,\n,,\nConfidential - as of 1 March,,\n" + HEADINGS + BRIGHTWELL
    reader = opened(text)
    assert reader.headings.row == 4
    assert [row.number for row in reader] == [5]


@pytest.mark.parametrize(
    "headings",
    [
        "Nom de l'usine;Adresse;Pays",
        "FABRIEK;ADRES;LAND",
        "Name der Fabrik;Anschrift;Land",
        "Factory Name*;Street Address (complete);Country/Region",
        "Site name;Facility address;Country of production",
        "Standard Smelter Name;Smelter Street;Smelter Country",
    ],
)
def test_headings_are_known_in_four_languages_and_usual_forms(headings: str) -> None:
    (row,) = rows(f"{headings}\nBrightwell;18 Xinfeng Road;CN\n")
    assert row.parsed is not None
    assert (row.parsed.name, row.parsed.address, row.parsed.country) == ("Brightwell", "18 Xinfeng Road", "CN")


@pytest.mark.parametrize(
    "headings",
    [
        "Supplier name;Manufacturing location;Country",
        "Naam vd locatie;Straat + nr;Land",
        "Naam van de vestiging;Volledig adres;Land / regio",
        "Assembly site;Plant address;Country where made",
        "Contact name;E-mail address;Onderneming;Adres vestiging;Land van vestiging",
    ],
)
def test_headings_never_seen_are_guessed_by_their_words(headings: str) -> None:
    said = {"Contact name": "Somebody", "E-mail address": "post@brightwell.example"}
    sites = iter(("Brightwell", "18 Xinfeng Road", "CN"))
    cells = [said.get(heading) or next(sites) for heading in headings.split(";")]
    (row,) = rows(f"{headings}\n{';'.join(cells)}\n")
    assert row.parsed is not None
    assert (row.parsed.name, row.parsed.address, row.parsed.country) == ("Brightwell", "18 Xinfeng Road", "CN")


def test_a_supplier_beside_a_factory_is_its_parent_company() -> None:
    (row,) = rows("Supplier,Factory name,Address,Country\nHarbour Star,Brightwell,18 Xinfeng Road,CN\n")
    assert row.parsed is not None
    assert (row.parsed.name, row.parsed.parent_company) == ("Brightwell", "Harbour Star")


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_spreadsheet() -> None:
    assert [row.number for row in rows(HEADINGS + "\n,,\n  , ,\n" + BRIGHTWELL)] == [5]


def test_cells_beyond_the_headings_are_kept_with_the_raw_row() -> None:
    (row,) = rows(HEADINGS + "Brightwell,18 Xinfeng Road,China,and more\n")
    assert row.raw == {
        "Facility name": "Brightwell",
        "Address": "18 Xinfeng Road",
        "Country": "China",
        "column 4": "and more",
    }


def test_repeated_headings_get_different_names_in_the_raw_row() -> None:
    (row,) = rows("Name,Address,Country,Remarks,Remarks\nBrightwell,18 Road,CN,one,two\n")
    assert (row.raw["Remarks"], row.raw["Remarks (5)"]) == ("one", "two")


@pytest.mark.parametrize("text", ["=1+1", "+32 9 000", "-", "@sum", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_in_text_is_kept_as_text(text: str) -> None:
    (row,) = rows(f'Name,Address,Country,Remarks\nBrightwell,18 Xinfeng Road,CN,"{text}"\n')
    assert row.raw["Remarks"] == text
    assert row.parsed is not None
    assert row.parsed.remarks == text


def test_a_broken_byte_spoils_its_own_row_only() -> None:
    good = "".join(f"Usine n° {n} É,{n} Xinfeng Road,China\n" for n in range(9))
    bad = "Brightw\udce9ll,18 Xinfeng Road,China\n"
    read = rows((HEADINGS + good + bad).encode("utf-8", "surrogateescape"))
    assert [row.parsed is None for row in read] == [False] * 9 + [True]
    assert read[-1].reasons[0].code is Code.ILLEGAL_CHARACTER
    assert read[-1].raw["Facility name"] == "Brightw\ufffdll"


def test_a_repeated_site_points_to_its_first_row() -> None:
    again = 'BRIGHTWELL ELECTRONIQUE,"18, Xinfeng Road, Kunshan",China\n'
    first, second = rows(HEADINGS + BRIGHTWELL.replace("É", "E") + again)
    assert first.reasons == []
    (reason,) = second.reasons
    assert (reason.code, "row 2" in reason.detail) == (Code.SAME_AS_ROW, True)
    assert second.parsed is not None


def test_neighbours_and_other_products_are_not_the_same_row() -> None:
    heads = "Name,Address,Country,Product\n"
    read = rows(heads + "A Co,18 Long Road,CN,x\nA Co,20 Long Road,CN,x\nA Co,18 Long Road,CN,y\n")
    assert [row.reasons for row in read] == [[], [], []]


@pytest.mark.parametrize("content", [b"", b"   \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableList) as refusal:
        opened(content)
    assert refusal.value.reason == "empty"


@pytest.mark.parametrize("content", ["just some words\nand more\n", "a,b,c\n1,2,3\n", "Country,City\nBE,Gent\n"])
def test_a_file_without_known_headings_is_refused(content: str) -> None:
    with pytest.raises(UnreadableList) as refusal:
        opened(content)
    assert refusal.value.reason == "no_headings"


@pytest.mark.parametrize(
    ("content", "filename", "content_type"),
    [
        (b"%PDF-1.7 ...", "list.csv", "text/csv"),
        (b"<html><table>", "list.xls", "application/vnd.ms-excel"),
        (b'{"name": 1}', "list.csv", ""),
        (b"Name,Country", "list.ods", ""),
        (b"Name,Country", "list", "image/png"),
    ],
)
def test_a_file_that_is_not_a_table_is_refused(content: bytes, filename: str, content_type: str) -> None:
    with pytest.raises(UnsupportedList):
        opened(content, filename, content_type)


def test_a_real_list_gives_the_same_rows_as_csv_and_as_a_workbook() -> None:
    def read(name: str) -> list[tuple[str, str]]:
        with (LISTS / name).open("rb") as file:
            return [(row.parsed.name, row.parsed.country) for row in read_list(file, name) if row.parsed]

    assert read("12.csv") == read("12.xlsx")
    assert len(read("12.csv")) == 15


def test_a_real_old_excel_file_is_refused_with_what_to_do() -> None:
    with (LISTS / "12.xls").open("rb") as file, pytest.raises(UnsupportedList, match=r"\.xlsx"):
        read_list(file, "12.xls")


def test_a_real_dirty_list_keeps_every_row() -> None:
    with (LISTS / "2.csv").open("rb") as file:
        read = list(read_list(file, "2.csv"))
    assert (len(read), sum(row.parsed is None for row in read)) == (83, 0)
    contradictions = [r for row in read for r in row.reasons if r.code is Code.COUNTRY_CONTRADICTS_ADDRESS]
    assert [reason.detail for reason in contradictions] == ["The address ends with HK, but the country is IN."]


def test_a_workbook_with_a_cover_sheet_and_merged_titles_is_read() -> None:
    book = workbook(["Our supply chain"], ["Version", "2026"], title="Cover")
    sheet = book.create_sheet("Sites")
    sheet.append(["Production sites, situation of 1 March 2026", None, None, None])
    sheet.merge_cells("A1:D1")
    sheet.append([None])
    sheet.append(["Site name", "Address", "Country", "Valid from", "Workers"])
    sheet.append(["Brightwell", "18 Xinfeng Road", "China", datetime(2026, 3, 1), 1200.0])  # noqa: DTZ001
    (row,) = rows(saved(book))
    assert row.number == 4
    assert row.raw["Valid from"] == "2026-03-01"
    assert row.raw["Workers"] == "1200"


def test_a_formula_counts_by_the_value_that_was_saved_with_it() -> None:
    book = saved(workbook(["Name", "Country", "Workers"], ["Brightwell", "CN", "=600*2"]))
    (row,) = rows(rewritten(book, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>1200</v>"))
    assert row.raw["Workers"] == "1200"
    assert row.parsed is not None
    assert row.parsed.workers == (1200, 1200)


def test_a_formula_without_a_saved_value_makes_the_row_invalid() -> None:
    (row,) = rows(saved(workbook(["Name", "Address", "Country"], ['="Bright"&"well"', "18 Xinfeng Road", "CN"])))
    assert row.parsed is None
    assert Code.FORMULA_WITHOUT_VALUE in {reason.code for reason in row.reasons}


def rewritten(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part changed by hand."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return out.getvalue()


GOOD = saved(workbook(["Name", "Address", "Country"], ["Brightwell", "18 Xinfeng Road", "CN"]))


def test_a_workbook_that_unpacks_to_far_more_is_refused_unread() -> None:
    out = io.BytesIO(GOOD)
    with ZipFile(out, "a", ZIP_DEFLATED) as book, book.open("xl/media/zeros.bin", "w") as zeros:
        for _ in range(300):
            zeros.write(bytes(1 << 20))
    with pytest.raises(UnreadableList) as refusal:
        opened(out.getvalue(), "list.xlsx")
    assert refusal.value.reason == "too_large"


@pytest.mark.parametrize(
    ("old", "bomb"),
    [
        (b"</sheetData>", b"<a>" * 300_000),
        (b"</sheetData>", b"<row>" + b"<c/>" * 300_000 + b"</row></sheetData>"),
        (b"<worksheet", b"<!--" + b"<" * 300_000 + b"--><worksheet"),
    ],
)
def test_a_workbook_whose_markup_would_fill_the_memory_is_refused_unread(old: bytes, bomb: bytes) -> None:
    with pytest.raises(UnreadableList) as refusal:
        opened(rewritten(GOOD, "xl/worksheets/sheet1.xml", old, bomb), "list.xlsx")
    assert refusal.value.reason == "too_large"


def test_a_workbook_with_a_million_styles_is_refused_unread() -> None:
    styles = rewritten(GOOD, "xl/styles.xml", b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>")
    with pytest.raises(UnreadableList) as refusal:
        opened(styles, "list.xlsx")
    assert refusal.value.reason == "too_large"


def test_a_zip_with_a_table_of_contents_of_megabytes_is_refused_unread() -> None:
    out = io.BytesIO(GOOD)
    with ZipFile(out, "a") as book:
        for number in range(20_000):
            book.writestr(f"xl/{number}", b"")
    with pytest.raises(UnreadableList) as refusal:
        opened(out.getvalue(), "list.xlsx")
    assert refusal.value.reason == "broken"


def test_entities_are_found_however_far_down_they_are_declared() -> None:
    entity = b"<!--" + b" " * 10_000 + b'--><!DOCTYPE x [<!ENTITY e "ha">]><worksheet'
    with pytest.raises(UnreadableList) as refusal:
        opened(rewritten(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet", entity), "list.xlsx")
    assert refusal.value.reason == "unsafe"


def test_a_workbook_that_declares_entities_is_refused() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e "ha">]><worksheet'
    with pytest.raises(UnreadableList) as refusal:
        opened(rewritten(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet", entity), "list.xlsx")
    assert refusal.value.reason == "unsafe"


def test_a_damaged_workbook_is_refused() -> None:
    for content in (GOOD[: len(GOOD) // 2], rewritten(GOOD, "xl/worksheets/sheet1.xml", b"<row", b"<<row")):
        with pytest.raises(UnreadableList) as refusal:
            rows(content)
        assert refusal.value.reason == "broken"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w") as book:
        book.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnsupportedList):
        opened(out.getvalue(), "list.xlsx")


def test_a_row_number_far_below_does_not_keep_the_reader_busy() -> None:
    far = rewritten(GOOD, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="1999999999"')
    assert rows(far) == []


def test_a_list_of_too_many_rows_is_refused_at_the_first_too_many() -> None:
    reader = opened(HEADINGS + "A,1 Road,CN\n" * 100_001)
    read: list[int] = []
    with pytest.raises(UnreadableList) as refusal:
        read.extend(row.number for row in reader)
    assert (refusal.value.reason, len(read)) == ("too_many_rows", 100_000)


def test_an_unclosed_quote_is_refused_with_its_row() -> None:
    with pytest.raises(UnreadableList) as refusal:
        rows(HEADINGS + BRIGHTWELL + '"never closed,' + "x" * 200_000)
    assert refusal.value.reason == "broken"
