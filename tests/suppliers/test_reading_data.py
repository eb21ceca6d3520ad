"""Reading workbooks as officers keep them: their own titles, headings, dates and numbers."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from suppliers.data_imports.columns.sheets import sheets
from suppliers.data_imports.reading.pieces import read_rows, write_rows
from suppliers.data_imports.reading.rows import ReadRow
from suppliers.data_imports.rules import MOST_ROWS_DRY, TooManyDataRows, UnreadableWorkbook, UnsupportedWorkbook
from suppliers.data_imports.values.dates import read_day
from suppliers.data_imports.values.numbers import OpenNumber, read_amount, read_whole
from suppliers.data_imports.values.texts import read_cells
from support.cast import Cast
from support.refusals import refusal
from support.workbooks import CONTRACT, SPEND, csv_of, opened, saved, send, xlsx


def read(content: bytes, name: str = "data.xlsx", *, dry_run: bool = False) -> tuple[list[ReadRow], dict[str, Any]]:
    result = io.BytesIO()
    answer = write_rows(io.BytesIO(content), result, filename=name, dry_run=dry_run)
    return read_rows(result), dict(answer["reading"])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-05", "2026-03-05"),
        ("5/3/2026", "2026-03-05"),
        ("05.03.2026", "2026-03-05"),
        ("5-3-26", "2026-03-05"),
        ("5 maart 2026", "2026-03-05"),
        ("1er mars 2026", "2026-03-01"),
        ("1 août 2026", "2026-08-01"),
        ("12 déc. 2026", "2026-12-12"),
        ("5-mrt-2026", "2026-03-05"),
        ("donderdag 5 maart 2026", "2026-03-05"),
        ("March 5, 2026", "2026-03-05"),
        ("the 5th", None),
        ("31/02/2026", None),
        ("5 smarch 2026", None),
    ],
)
def test_a_date_is_read_in_the_forms_of_three_languages(written: str, day: str | None) -> None:
    assert read_day(written, is_end=False) == (date.fromisoformat(day) if day else None)


def test_a_year_or_month_alone_is_its_first_or_its_last_day() -> None:
    for written, first, last in (("2026", "2026-01-01", "2026-12-31"), ("2026-02", "2026-02-01", "2026-02-28")):
        assert str(read_day(written, is_end=False)) == first
        assert str(read_day(written, is_end=True)) == last


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("€ 12.252.634,01", "12252634.01"),
        ("12,252,634.01", "12252634.01"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1000,-", "1000"),
        ("0.125", "0.125"),
        ("twelve", None),
        ("1.2.3", None),
        ("1,23,456", None),
    ],
)
def test_an_amount_is_read_with_a_comma_or_a_point(written: str, amount: str | None) -> None:
    assert read_amount(written) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize("written", ["1.234", "1,234", "12.500"])
def test_an_amount_that_could_be_a_thousand_or_one_is_not_guessed(written: str) -> None:
    with pytest.raises(OpenNumber):
        read_amount(written)
    assert read_whole(written) == int(written.replace(".", "").replace(",", ""))


def test_titles_above_the_headings_moved_columns_and_other_names_do_not_matter() -> None:
    book = opened(
        xlsx(
            Raamcontracten=[
                ("Overzicht ICT-contracten", None, None),
                (None, None, None),
                ("Einddatum", "Opmerking", "Contractnummer", "Opdrachtnemer", "Omschrijving"),
                (date(2030, 2, 28), "let op", "ICT-1", "Meridiaan", "Laptops"),
                (None, None, None, None, None),
                ("28 februari 2031", None, "ICT-2", "Meridiaan", "Schermen"),
            ]
        )
    )
    book.worksheets[0].merge_cells("A1:E1")
    rows, told = read(saved(book))
    assert [(row.sheet, row.sheet_row, row.cells["reference"], row.cells["end"]) for row in rows] == [
        ("contracts", 4, "ICT-1", "2030-02-28"),
        ("contracts", 6, "ICT-2", "28 februari 2031"),
    ]
    assert rows[0].cells["supplier"] == "Meridiaan"
    (sheet,) = told["sheets"]
    assert (sheet["headings_row"], sheet["unknown_columns"]) == (3, ["Opmerking"])


def test_other_sheets_hidden_sheets_and_empty_sheets_are_left_out_and_named() -> None:
    book = opened(
        xlsx(
            Contracten=[CONTRACT, ("ICT-1",)],
            Todo=[("Call Jan",), ("Order paper",)],
            Archief=[CONTRACT, ("ICT-0",)],
            Leeg=[],
        )
    )
    book["Archief"].sheet_state = "hidden"
    rows, told = read(saved(book))
    assert [row.cells for row in rows] == [{"reference": "ICT-1"}]
    assert told["sheets_left_out"] == [
        {"title": "Todo", "reason": "no_headings", "rows": 2},
        {"title": "Archief", "reason": "hidden", "rows": 2},
    ]


def test_headings_in_two_languages_are_understood() -> None:
    rows, _ = read(xlsx(Bestand=[("Referentie / Référence", "Titel / Titre", "Begin / Début"), ("A", "B", "2026")]))
    assert rows[0].cells == {"reference": "A", "title": "B", "start": "2026"}


def test_one_date_that_proves_the_month_first_settles_its_column() -> None:
    heading = ("Contract", "From", "To", "Amount")
    rows, _ = read(csv_of(heading, ("A", "03/04/2026", "12/31/2026", "1"), delimiter=","), "spend.csv")
    assert (rows[0].cells["period_start"], rows[0].cells["period_end"]) == ("2026-03-04", "2026-12-31")
    assert rows[0].notes == []


def test_a_date_that_nothing_proves_has_the_day_first_and_a_note() -> None:
    rows, _ = read(csv_of(("Contract", "From", "To", "Amount"), ("A", "03/04/2026", "2026", "1")), "spend.csv")
    assert [(note.column, note.code) for note in rows[0].notes] == [("period_start", "date_order_guessed")]
    assert "2026-04-03" in rows[0].notes[0].detail


def test_a_formula_without_a_value_is_not_evaluated() -> None:
    rows, _ = read(xlsx(spend=[SPEND, ("A", "2026", "2026", "=1+1", "EUR", "yes")]))
    assert [(note.column, note.code) for note in rows[0].notes] == [("amount", "formula_without_value")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_one_sheet_is_told_by_its_headings(encoding: str) -> None:
    content = csv_of(("Leverancier", "Naam", "Functie", "E-mail"), ("Zuid", "Zoë Lemaître", "Hoofd", "a@b.example"))
    rows, _ = read(content.decode().encode(encoding), "export.csv")
    assert (rows[0].sheet, rows[0].cells["person_name"]) == ("contacts", "Zoë Lemaître")


def test_a_zip_of_csv_files_has_a_sheet_in_each() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("fournisseurs.csv", csv_of(("Nom", "Pays", "Type"), ("Zuid", "BE", "marque")))
        archive.writestr("contrats.csv", csv_of(("Référence", "Fournisseur"), ("A", "Zuid")))
        archive.writestr("readme.txt", "x")
    rows, _ = read(file.getvalue(), "data.zip")
    assert [(row.sheet, row.cells.get("supplier")) for row in rows] == [("suppliers", None), ("contracts", "Zuid")]


def test_a_dry_run_has_a_limit() -> None:
    rows = [(f"A{n}", "T") for n in range(MOST_ROWS_DRY + 1)]
    with pytest.raises(TooManyDataRows):
        read(csv_of(("Reference", "Title"), *rows), "contracts.csv", dry_run=True)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", UnsupportedWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnsupportedWorkbook),
        (b"<!doctype html>", UnsupportedWorkbook),
        (b"PK\x03\x04broken", UnreadableWorkbook),
        (b"colour;shape\r\nred;round\r\n", UnreadableWorkbook),
        (b"", UnreadableWorkbook),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        read(content)


def test_a_document_that_declares_entities_is_refused() -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY x "ha">]><office:document-content xmlns:office="o" xmlns:table="t">'
        '<table:table table:name="Spend"/></office:document-content>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bomb)
    with pytest.raises(UnreadableWorkbook) as refused:
        read(file.getvalue(), "data.ods")
    assert refused.value.reason == "unsafe"


async def test_a_file_that_cannot_be_read_is_refused_over_http(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    assert refusal(await send(buyer, b"%PDF-1.7")) == (415, "unsupported_workbook")
    answer = await send(buyer, b"colour;shape\r\nred;round\r\n", "x.csv")
    assert (*refusal(answer), answer.json()["reason"]) == (422, "unreadable_workbook", "no_headings")


@pytest.mark.parametrize(
    ("sheet", "key", "written", "value"),
    [
        ("contacts", "email", "mailto:ann@sample.example", "ann@sample.example"),
        ("contacts", "email", "Ann Sample <ann@sample.example>", "ann@sample.example"),
        ("contacts", "email", "ann @sample.example", "ann @sample.example"),
        ("contacts", "phone", "'+32 2 000 00 01", "+32 2 000 00 01"),
        ("contacts", "active_from", "'5 maart 2026", "2026-03-05"),
        ("contacts", "languages", "Nederlands / Frans; de", ["nl", "fr", "de"]),
        ("contacts", "languages", "néerlandais, English", ["nl", "en"]),
        ("contacts", "person_name", "'t Hof", "'t Hof"),
        ("contracts", "product_categories", "Laptops, schermen", ["laptop", "monitor"]),
        ("products", "category", "PC's", "desktop"),
        ("spend", "amount", "'1234,50", "1234.50"),
        ("suppliers", "name", "'Sterren NV", "'Sterren NV"),
    ],
)
def test_a_cell_is_read_as_people_write_it(sheet: str, key: str, written: str, value: Any) -> None:
    values, messages = read_cells(sheets()[sheet], {key: written})
    assert (values.get(key), messages) == (value, [])
