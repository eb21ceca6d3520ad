"""Parsing rows: their values, which rows are invalid, and warnings."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.reasons import INVALIDATING, Code
from suppliers.imports.reading.rows import ParsedRow, Row


def row(**changes: str | None) -> Row:
    """The row of a list with these columns beside name, address and country; None leaves a column out."""
    every = {"name": "Brightwell", "address": "18 Xinfeng Road", "country": "CN"} | changes
    cells = {name: cell for name, cell in every.items() if cell is not None}
    lines = ["\t".join(name.replace("_", " ") for name in cells), "\t".join(cells.values())]
    (read,) = read_list(io.BytesIO("\n".join(lines).encode("utf-8", "surrogatepass")), "list.tsv")
    return read


def parsed(**cells: str | None) -> ParsedRow:
    read = row(**cells)
    assert read.parsed is not None, read.reasons
    return read.parsed


def codes(**cells: str) -> set[Code]:
    return {reason.code for reason in row(**cells).reasons}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": ""}, Code.NO_NAME),
        ({"name": "N/A"}, Code.NO_NAME),
        ({"name": "#REF!"}, Code.NO_NAME),
        ({"country": "Atlantis"}, Code.UNKNOWN_COUNTRY),
        ({"country": ""}, Code.NO_COUNTRY),
        ({"name": "Bright\x00well"}, Code.ILLEGAL_CHARACTER),
        ({"name": "B" * 201}, Code.TOO_LONG),
        ({"address": "1 " + "a" * 500}, Code.TOO_LONG),
        ({"remarks": "r" * 2001}, Code.TOO_LONG),
    ],
)
def test_a_row_without_a_site_or_that_cannot_be_stored_is_invalid(cells: dict[str, str], code: Code) -> None:
    read = row(**cells)
    assert read.parsed is None
    assert code in {reason.code for reason in read.reasons if reason.is_invalidating}


def test_what_cannot_be_stored_is_not_in_the_raw_row() -> None:
    read = row(name="Bright\x00well", remarks="r" * 3000)
    assert (read.raw["name"], len(read.raw["remarks"])) == ("Bright\ufffdwell", 2000)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"address": ""}, Code.NO_ADDRESS),
        ({"address": "unknown"}, Code.NO_ADDRESS),
        ({"address": "Xinfeng Road, Kunshan"}, Code.NO_NUMBER_IN_ADDRESS),
        ({"address": "Gent 1"}, Code.SHORT_ADDRESS),
        ({"address": "P.O. Box 888, Irbid 21110"}, Code.POST_BOX),
        ({"address": "Postbus 12, 1000 Brussel"}, Code.POST_BOX),
        ({"name": "Brightwell Head Office"}, Code.HEADQUARTERS),
        ({"address": "Siège social: 18 rue Haute"}, Code.HEADQUARTERS),
        ({"address": "Wancheng warehouse 203, 6 Hongmian Road"}, Code.WAREHOUSE),
        ({"address": "18 Xinfeng Road, Kunshan; 7 Harbour Road, Tianjin"}, Code.SEVERAL_ADDRESSES),
        ({"address": "1) Xinfeng Road 2) Harbour Road"}, Code.SEVERAL_ADDRESSES),
        ({"address": "18 Xinfeng Road, Kowloon, Hong Kong", "country": "India"}, Code.COUNTRY_CONTRADICTS_ADDRESS),
        ({"address": "18 Xinfeng Road, Kunshan, China", "country": ""}, Code.COUNTRY_FROM_ADDRESS),
        ({"tier": "somewhere"}, Code.UNKNOWN_TIER),
        ({"role": "dancer"}, Code.UNKNOWN_RELATION),
        ({"valid_from": "soon"}, Code.UNREADABLE_DATE),
        ({"valid_from": "2026-02-30"}, Code.UNREADABLE_DATE),
        ({"valid_from": "2026-03-31T22:00:00Z"}, Code.UNREADABLE_DATE),
        ({"valid_from": "2026-03-31 23:00:00.000+00:00"}, Code.UNREADABLE_DATE),
        ({"valid_to": "2026-03-31T16:00:00Z"}, Code.UNREADABLE_DATE),
        ({"workers": "many"}, Code.UNREADABLE_NUMBER),
        ({"share": "120"}, Code.SHARE_OUT_OF_RANGE),
        ({"lat": "0", "lng": "0"}, Code.COORDINATES_OUT_OF_RANGE),
        ({"lat": "91.2", "lng": "10"}, Code.COORDINATES_OUT_OF_RANGE),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, Code.PERIOD_ENDS_BEFORE_IT_STARTS),
    ],
)
def test_a_careful_reader_is_warned_and_the_row_stays(cells: dict[str, str], code: Code) -> None:
    read = row(**cells)
    assert read.parsed is not None
    assert code in {reason.code for reason in read.reasons}
    assert code not in INVALIDATING


def test_an_ordinary_row_has_no_warnings() -> None:
    assert codes(tier="1", workers="1,200", valid_from="2026-01-01", lat="31.38", lng="120.98") == set()


def test_a_reason_names_the_column_as_the_list_does() -> None:
    (reason,) = row(tier="somewhere").reasons
    assert (reason.column, '"somewhere"' in reason.detail) == ("tier", True)


@pytest.mark.parametrize("pair", [("HK", "China"), ("Taiwan", "China"), ("China", "Taiwan")])
def test_lists_write_china_for_its_neighbours_without_a_warning(pair: tuple[str, str]) -> None:
    country, written = pair
    assert codes(country=country, address=f"18 Xinfeng Road, {written}") == set()


@pytest.mark.parametrize(
    ("written", "tier"),
    [
        ("0", "T0"),
        ("T0", "T0"),
        ("Tier 0", "T0"),
        ("final assembly", "T0"),
        ("Eindassemblage", "T0"),
        ("1", "T1"),
        ("1.0", "T1"),
        ("Tier-1", "T1"),
        ("TIER 2", "T2"),
        ("Niveau 3", "T3"),
        ("smelter", "T3"),
        ("recycling", "TE"),
        ("unknown", None),
        ("", None),
        ("who knows", "TX"),
    ],
)
def test_tiers_are_read_however_they_are_written(written: str, tier: str | None) -> None:
    assert parsed(tier=written, remarks="x").tier == tier


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026-03-01", date(2026, 3, 1), date(2026, 3, 1)),
        ("01/03/2026", date(2026, 3, 1), date(2026, 3, 1)),
        ("3/25/2026", date(2026, 3, 25), date(2026, 3, 25)),
        ("1.3.2026", date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-03-01T00:00:00", date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01T00:00:00+02:00", date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01T05:00:00Z", date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01 22:00:00", date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_dates_are_read_day_first_and_both_ends_count(written: str, start: date, end: date) -> None:
    read = parsed(valid_from=written, valid_to=written)
    assert (read.valid_from, read.valid_to) == (start, end)


@pytest.mark.parametrize(
    ("written", "workers"),
    [
        ("350", (350, 350)),
        ("1,200", (1200, 1200)),
        ("1.200", (1200, 1200)),
        ("100-150", (100, 150)),
        ("1001 - 5000", (1001, 5000)),
        ("> 10000", (10000, 10000)),
    ],
)
def test_workers_may_be_a_number_or_a_band(written: str, workers: tuple[int, int]) -> None:
    assert parsed(number_of_workers=written).workers == workers


@pytest.mark.parametrize(("written", "share"), [("25", 25), ("25 %", 25), ("12,5", Decimal("12.5"))])
def test_shares_are_percentages(written: str, share: Decimal) -> None:
    assert parsed(share=written).share_pct == share


def test_the_parts_of_an_address_and_the_numbers_of_a_site_find_their_places() -> None:
    read = parsed(
        address_line_1="Building 4",
        address_line_2="18 Xinfeng Road",
        city="Kunshan",
        province="Jiangsu",
        zip_code="215300",
        os_id="CN2019083ABCDE1",
        DUNS="123456789",
        parent_company="Harbour Star",
        process="PCB assembly",
        address=None,
    )
    assert read.address == "Building 4, 18 Xinfeng Road"
    assert (read.city, read.region, read.postal_code) == ("Kunshan", "Jiangsu", "215300")
    assert read.identifiers == {"OS-ID": "CN2019083ABCDE1", "DUNS": "123456789"}
    assert (read.parent_company, read.facility_type) == ("Harbour Star", "pcb_assembly")
    assert read.site().postal_code == "215300"


def test_roles_are_read_in_the_words_of_lists() -> None:
    assert [parsed(role=word).relation for word in ("manufacturer", "Fonderie", "packer")] == [
        "assembles",
        "refines",
        "logistics",
    ]


@example(["\x00"])
@example(["\x00", "Havenkant"])
@example(["Havenkant\x00", "\x00"])
@example(["\x00\ud800", "\x00"])
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_no_text_makes_the_reader_fail(cells: list[str]) -> None:
    lines = [["Name", "Address", "Country", "Tier", "Workers", "Valid from"], cells]
    text = "\n".join("\t".join(c.replace("\t", " ").replace("\n", " ") for c in line) for line in lines)
    content = text.replace('"', "'").encode("utf-8", "surrogatepass")
    for read in read_list(io.BytesIO(content), "list.tsv"):
        storable = "".join(read.raw.values()) + "".join(reason.detail for reason in read.reasons)
        assert "\x00" not in storable
        assert not any("\ud800" <= char <= "\udfff" for char in storable)
