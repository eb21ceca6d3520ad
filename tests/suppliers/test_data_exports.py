"""The template and the export of one's own data: what comes out goes in again without a change."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suppliers.data_imports.columns.choices import choices, code_of
from suppliers.data_imports.columns.sheets import LANGUAGES, meaning, sheets
from suppliers.data_imports.reading.pieces import read_rows, write_rows
from suppliers.data_imports.rules import WorkbookFormat
from suppliers.data_imports.values.texts import read_cells
from suppliers.data_imports.workbooks.contents import Contents
from suppliers.data_imports.workbooks.formats import file_of
from support.cast import Actor, Cast
from support.market import contact_of, contract_of, day, delivered, made, product_of, supplier_of
from support.workbooks import exported, imported, opened, outcomes, rows_of, saved, word

NAMES = {"xlsx": "data.xlsx", "ods": "data.ods", "csv": "data.zip"}
FORMATS = list(WorkbookFormat)


async def working_file(buyer: Actor) -> dict[str, Any]:
    """Something of everything, with texts that spreadsheet programs like to spoil; gives the first contract."""
    name = f"=1+1 {word()}"
    supplier = await supplier_of(buyer, name=name, legal_name=f"-5 {word()}", website="https://a.example")
    twin = await supplier_of(buyer, name=name)
    await contact_of(buyer, supplier["id"], person_name="@Noor", phone="+32 2 123 45 67", languages=["nl", "en"])
    await contact_of(buyer, twin["id"], purpose="escalation", function_area="sales", declared_not_sales=False)
    first = await contract_of(
        buyer,
        supplier["id"],
        reference=f"00{word()}",
        brands=["Meridiaan; Zuid", '"Noord"', "日本"],
        cpv=["30213100-6"],
        max_end=day(1500),
        award_method="lcc",
    )
    await contract_of(
        buyer, supplier["id"], reference=word(), parent_contract_id=first["id"], kind="call_off", clauses=[]
    )
    await contract_of(buyer, twin["id"], reference=word(), status="planned", clauses=[])
    product = await product_of(buyer, supplier["id"], gtin="05412345000013")
    for _ in range(2):
        await delivered(buyer, first["id"], product["id"], delivered_from=day(-9), delivered_to=day(-3), units=5000)
    money = {"amount": "12252634.01", "currency": "EUR", "vat_included": False}
    spent = {"period_start": day(-100), "period_end": day(-50), "money": money, "complete": False}
    made(await buyer.post(f"/v1/contracts/{first['id']}/spend", json=spent))
    return first


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_exported_is_imported_without_a_change(suppliers: Cast, kind: str, language: str) -> None:
    buyer = suppliers.buyer()
    await working_file(buyer)
    file = await exported(buyer, language=language, format=kind)
    done = await imported(buyer, file, NAMES[kind])
    assert outcomes(done) == {"unchanged": 11}, [
        row for row in await rows_of(buyer, done) if row["status"] != "unchanged"
    ]
    assert [sheet["unknown_columns"] for sheet in done["reading"]["sheets"]] == [[]] * 6
    assert done["reading"]["sheets_left_out"] == []


@pytest.mark.parametrize("kind", FORMATS)
async def test_the_same_data_are_the_same_bytes(suppliers: Cast, kind: str) -> None:
    buyer = suppliers.buyer()
    await working_file(buyer)
    assert await exported(buyer, format=kind) == await exported(buyer, format=kind)


async def test_without_the_platforms_ids_it_is_the_same_records_where_names_are_clear(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, (await supplier_of(buyer, name=word()))["id"], reference=word())
    product = await product_of(buyer, contract["supplier_id"])
    await delivered(buyer, contract["id"], product["id"])
    book = opened(await exported(buyer))
    for sheet in book.worksheets[:6]:
        sheet.delete_cols(sheet.max_column)
        sheet.delete_rows(1)
    done = await imported(buyer, saved(book))
    assert outcomes(done) == {"unchanged": 4}, await rows_of(buyer, done)


async def test_another_buyer_can_begin_with_the_workbook_of_the_first(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    contract = await contract_of(buyer, (await supplier_of(buyer, name=word()))["id"], reference=word())
    await contact_of(buyer, contract["supplier_id"])
    done = await imported(other, await exported(buyer))
    assert outcomes(done) == {"unchanged": 1, "new": 2}, await rows_of(other, done)
    (own,) = made(await other.get("/v1/contracts"), 200)["items"]
    assert (own["reference"], own["id"] == contract["id"]) == (contract["reference"], False)


async def test_an_order_names_the_framework_of_another_buyer_by_its_id(suppliers: Cast) -> None:
    body, buyer, other = suppliers.buyer(), suppliers.buyer(), suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["id"]
    framework = await contract_of(body, supplier, entitled_entities=[str(buyer.org)])
    order = {"kind": "call_off", "parent_contract_id": framework["id"], "clauses": []}
    await contract_of(buyer, supplier, reference=word(), **order)
    file = await exported(buyer)
    assert outcomes(await imported(buyer, file)) == {"unchanged": 2}
    done = await imported(other, file)
    (row,) = [each for each in await rows_of(other, done) if each["status"] != "unchanged"]
    assert (row["status"], row["messages"][0]["code"]) == ("invalid", "unknown_contract")


async def test_an_export_shows_nothing_of_others(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    await working_file(other)
    book = opened(await exported(buyer))
    assert [sheet.max_row for sheet in book.worksheets[:6]] == [2] * 6


async def test_no_text_of_an_export_is_a_formula(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    await working_file(buyer)
    for sheet in opened(await exported(buyer)).worksheets[:6]:
        for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row if isinstance(cell.value, str)):
            assert cell.data_type in ("s", "inlineStr")
            assert cell.quotePrefix or cell.value[0] not in "=+-@"
    with zipfile.ZipFile(io.BytesIO(await exported(buyer, format="csv"))) as archive:
        for name in archive.namelist():
            for line in archive.read(name).decode("utf-8-sig").splitlines():
                assert not line.startswith(("=", "+", "@"))
                assert not any(sign in line for sign in (";=", ";+", ";@"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_template_has_headings_notes_and_lists_to_choose_from(suppliers: Cast, language: str) -> None:
    answer = await suppliers.buyer().get("/v1/data-imports/template", params={"language": language})
    assert answer.headers["content-disposition"] == f'attachment; filename="template-{language}.xlsx"'
    book = opened(answer.content)
    titles = [sheet.titles[language] for sheet in sheets().values()]
    assert book.sheetnames[:6] == titles
    assert (len(book.sheetnames), book.worksheets[-1].sheet_state) == (8, "hidden")
    contracts = book[sheets()["contracts"].titles[language]]
    assert contracts.row_dimensions[1].hidden
    assert contracts["A1"].value == "contracts.reference"
    heading = contracts["A2"].value
    assert heading == sheets()["contracts"].columns[0].headings[language] + " *"
    assert len(contracts.data_validations.dataValidation) == 6
    explained = [row[1].value for row in book.worksheets[6].iter_rows(min_row=4)]
    assert len(explained) == sum(len(sheet.columns) for sheet in sheets().values())


async def test_an_empty_template_is_an_import_without_rows(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    for kind in FORMATS:
        answer = await buyer.get("/v1/data-imports/template", params={"format": kind.value})
        done = await imported(buyer, answer.content, NAMES[kind.value])
        assert (done["total"], len(done["reading"]["sheets"])) == (0, 6)


async def test_a_language_or_format_that_there_is_not_is_refused(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    for params in ({"language": "de"}, {"format": "pdf"}):
        answer = await buyer.get("/v1/data-imports/template", params=params)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/query/{next(iter(params))}")


def test_no_label_of_a_list_means_two_codes() -> None:
    for column in (column for sheet in sheets().values() for column in sheet.columns if column.codes):
        if column.kind in ("code", "codes", "yes_no"):
            for choice in choices(column.codes):
                for written in (choice.code, *choice.labels.values(), *choice.aliases):
                    assert code_of(column.codes, written) == choice.code, (column.code, written)


def test_every_heading_of_every_language_means_its_column() -> None:
    for sheet in sheets().values():
        for column in sheet.columns:
            assert meaning(sheet.name, column.code) == column.key
            for heading in column.headings.values():
                assert meaning(sheet.name, f"{heading} *") == column.key


UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp")
WORDS = st.text(st.characters(exclude_categories=UNSEEN, exclude_characters="\ufffd"), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
LINE = st.one_of(LINES, st.tuples(st.sampled_from("=+-@'"), LINES).map("".join))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str)
AMOUNTS = st.decimals(0, 10**11, places=2, allow_nan=False).map(lambda amount: f"{amount:.2f}")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(FORMATS),
    language=st.sampled_from(LANGUAGES),
    contract=st.fixed_dictionaries(
        {
            "reference": LINE,
            "title": LINE,
            "start": DAYS,
            "end": DAYS,
            "brands": st.lists(LINE, min_size=1, max_size=4, unique=True),
            "kind": st.sampled_from(["framework", "call_off", "single", "lot"]),
            "product_categories": st.lists(st.sampled_from(["laptop", "dock", "other"]), min_size=1, unique=True),
            "estimated_units_per_year": st.integers(0, 10_000_000),
        }
    ),
    spend=st.fixed_dictionaries({"contract": LINE, "amount": AMOUNTS, "complete": st.booleans()}),
)
def test_every_value_is_read_back_as_it_was_written(
    kind: WorkbookFormat, language: str, contract: dict[str, Any], spend: dict[str, Any]
) -> None:
    file = file_of(Contents(language, {"contracts": [contract], "spend": [spend]}), kind)
    result = io.BytesIO()
    write_rows(io.BytesIO(file), result, filename=NAMES[kind.value], dry_run=False)
    for row, written in zip(read_rows(result), (contract, spend), strict=True):
        values, messages = read_cells(sheets()[row.sheet], row.cells)
        if "amount" in values:
            values["amount"] = f"{Decimal(values['amount']):.2f}"
        assert (values, messages, row.notes) == (written, [], [])


async def test_an_address_that_is_stored_as_a_link_is_no_change(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer, name=word())
    await contact_of(buyer, supplier["id"], email="mailto:ann@sample.example")
    done = await imported(buyer, await exported(buyer))
    assert set(outcomes(done)) == {"unchanged"}, await rows_of(buyer, done)
