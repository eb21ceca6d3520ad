"""Which column says what: names, headings over several columns, in two languages, and lines that are no sites."""

import io
from datetime import date

import pytest

from suppliers.imports.reading.interpretation import EncodingRead
from suppliers.imports.reading.lists import ListReader, read_list
from suppliers.imports.reading.reasons import Code
from suppliers.imports.reading.rows import ParsedRow, Row
from suppliers.imports.reading.tiers import tier_of
from suppliers.imports.reading.values import read_workers


def reader(*lines: str) -> ListReader:
    return read_list(io.BytesIO("\n".join(lines).encode()), "list.csv")


def rows(*lines: str) -> list[Row]:
    return list(reader(*lines))


def parsed(*lines: str) -> list[ParsedRow]:
    read = rows(*lines)
    assert all(row.parsed for row in read), [row.reasons for row in read]
    return [row.parsed for row in read if row.parsed]


def codes(row: Row) -> set[Code]:
    return {reason.code for reason in row.reasons}


BRANDS = ("Brandhuis;Lantern;1 Road, Port;MT", "Brandhuis;Second;2 Road, Port;MT", "Andere;Third;3 Road, Port;MT")


@pytest.mark.parametrize(
    "headings",
    [
        "company_name;supplier_name;supplier_address;country",
        "Company;Vendor;Vendor address;Country",
        "Organisation;Supplier name;Address;Country",
        "Bedrijf;Leverancier;Adres;Land",
        "Entreprise;Fournisseur;Adresse;Pays",
        "Brand name;Factory name;Address;Country",
        "Company;Manufacturer;Address;Country",
    ],
)
def test_the_site_is_named_by_the_column_that_has_the_addresses(headings: str) -> None:
    read = rows(headings, *BRANDS)
    assert [row.parsed and row.parsed.name for row in read] == ["Lantern", "Second", "Third"]
    assert not any(Code.NAME_GUESSED in codes(row) for row in read)
    if "Brand" not in headings:
        assert [row.parsed and row.parsed.parent_company for row in read] == ["Brandhuis", "Brandhuis", "Andere"]


def test_a_supplier_with_many_manufacturers_does_not_name_the_sites() -> None:
    lines = [line.replace("Andere", "Brandhuis") for line in BRANDS]
    read = parsed("Supplier;Manufacturer;Address;Country", *lines)
    assert [row.name for row in read] == ["Lantern", "Second", "Third"]


def test_a_name_that_nothing_tells_is_said_to_be_a_guess() -> None:
    (row,) = rows("Company name;Supplier name;Address;Country", "Brandhuis;Lantern;1 Road, Port;MT")
    assert row.parsed is not None
    assert (row.parsed.name, row.parsed.parent_company) == ("Lantern", "Brandhuis")
    (reason,) = (reason for reason in row.reasons if reason.code is Code.NAME_GUESSED)
    assert (reason.column, "Company name" in reason.detail) == ("Supplier name", True)


@pytest.mark.parametrize(
    ("headings", "cells", "address"),
    [
        ("Address,Address,Address", "Building C,5 Mole,Port", "Building C, 5 Mole, Port"),
        ("Address,Address,Address", ",6 Mole,Port", "6 Mole, Port"),
        ("Address,,", "Building C,5 Mole,Port", "Building C, 5 Mole, Port"),
        ("Address 1,Address 2,Address 3", "Building C,5 Mole,Port", "Building C, 5 Mole, Port"),
        ("Address,Location,X", ",5 Mole,", "5 Mole"),
        ("Full address,Street,X", '"5 Mole, Port",5 Mole,', "5 Mole, Port"),
        ("Address,Street,X", "n/a,5 Mole,", "5 Mole"),
        ("Street,House number,X", "Long Mole,5,", "Long Mole 5"),
        ("Straat,Huisnummer,X", "Lange Kaai 5,5,", "Lange Kaai 5"),
        ("Street number,City,X", "Long Mole 5,Port,", "Long Mole 5"),
    ],
)
def test_an_address_in_several_columns_is_read_as_a_whole(headings: str, cells: str, address: str) -> None:
    (row,) = parsed(f"Factory name,{headings},Country", f"Lantern,{cells},Malta")
    assert row.address == address


def test_the_address_of_something_else_further_on_is_left_out() -> None:
    (row,) = parsed("Factory name;Address;Country;Remarks;Address", "Lantern;5 Mole, Port;Malta;;1 Far Street")
    assert row.address == "5 Mole, Port"


def test_a_guessed_column_does_not_stand_in_for_one_that_is_known() -> None:
    first, second = rows(
        "Name;Address;Location of mine;Country", "A;;Far away 5;MT", "B;6 Mole, Port;Far away 5;MT"
    )
    assert [row.parsed and row.parsed.address for row in (first, second)] == ["", "6 Mole, Port"]


def test_a_column_that_is_empty_leaves_the_word_to_another() -> None:
    first, second = parsed("Name;Country;Country code;City;Town", "A;;MT;;Port", "B;Belgium;BE;Gent;")
    assert [(row.country, row.city) for row in (first, second)] == [("MT", "Port"), ("BE", "Gent")]


@pytest.mark.parametrize(
    "headings",
    [
        "Factory Name 工厂名称,Address 工厂地址,Country 国家",
        "工厂名称 Factory name,工厂地址/Address,国家 (Country)",
        "Naam fabriek / Nom de l'usine,Adres / Adresse,Land / Pays",
        "Site name | 事業所名,Address | 住所,Country | 国",
        "Factory name (Tên nhà máy),Address (Địa chỉ),Country (Quốc gia)",
        '"Factory name\n공장명","Address\n주소","Country\n국가"',
    ],
)
def test_a_heading_in_two_languages_says_the_same_twice(headings: str) -> None:
    (row,) = parsed(headings, '"Lantern","5 Mole, Port",Malta')
    assert (row.name, row.address, row.country) == ("Lantern", "5 Mole, Port", "MT")


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Total",
            "TOTAL:",
            "Grand total",
            "Subtotal",
            "Sub-total",
            "Total Malta",
            "Malta total",
            "Total sites: 2",
        ),
        *(
            "Totaal",
            "Subtotaal",
            "Eindtotaal",
            "Sous-total",
            "Total général",
            "Summe",
            "Gesamtsumme",
            "Zwischensumme",
        ),
        *("Number of factories", "Aantal fabrieken", "Total number of workers", "合计", "小计", "总计", "Average"),
    ],
)
def test_a_line_that_sums_up_others_is_no_site(label: str) -> None:
    site, line = rows("Factory name;Address;Country;Workers", "Lantern;5 Mole;Malta;10", f"{label};;Malta;10")
    assert site.parsed is not None
    assert (line.parsed, codes(line)) == (None, {Code.TOTAL_ROW})


@pytest.mark.parametrize(
    "cells",
    [
        "Total Plastics Works;5 Mole;Malta;10",
        "Total;5 Mole;Malta;10",
        "Totalwell;;Malta;10",
        "Sumec Total;;Malta;1",
    ],
)
def test_a_company_that_is_called_total_is_a_site(cells: str) -> None:
    (row,) = rows("Factory name;Address;Country;Workers", cells)
    assert row.parsed is not None


@pytest.mark.parametrize(
    ("lines", "addresses"),
    [
        (
            ("Name, Address, Country", 'Lantern, "5 Mole, Port", Malta', 'B, "6 Mole, Malta", Malta'),
            ["5 Mole, Port", "6 Mole, Malta"],
        ),
        (("Name;  Address;  Country", 'Lantern;  "5 Mole; Port";  Malta'), ["5 Mole; Port"]),
        (("Name,Address,Country", 'Lantern,"5 ""Sample"" Mole",Malta'), ['5 "Sample" Mole']),
    ],
)
def test_spaces_behind_a_delimiter_do_not_break_a_quoted_cell(lines: tuple[str, ...], addresses: list[str]) -> None:
    assert [row.address for row in parsed(*lines)] == addresses


@pytest.mark.parametrize("written", ['="01234"', '"=""01234"""', "01234"])
def test_a_text_that_is_forced_to_stay_one_keeps_its_zeros(written: str) -> None:
    (row,) = parsed("Name,Address,Country,Postal code", f"Lantern,5 Mole,Malta,{written}")
    assert row.postal_code == "01234"


@pytest.mark.parametrize(
    "cell",
    [
        '"Building 5, Lantern Park\nNo. 8 Sample Road\n518000 Shenzhen"',
        '"Building 5, Lantern Park,\r\nNo. 8 Sample Road,\r\n518000 Shenzhen"',
    ],
)
def test_an_address_on_several_lines_is_one_address_on_one_line(cell: str) -> None:
    (row,) = rows("Factory name,Address,Country", f"Lantern,{cell},China")
    assert row.parsed is not None
    assert row.parsed.address == "Building 5, Lantern Park, No. 8 Sample Road, 518000 Shenzhen"
    assert row.reasons == []


def test_addresses_on_lines_of_their_own_are_several() -> None:
    (row,) = rows(
        "Name,Address,Country", '"Lantern","18 Road, Kunshan, China\n7 Harbour Road, Tianjin, China",China'
    )
    assert Code.SEVERAL_ADDRESSES in codes(row)


@pytest.mark.parametrize(
    ("dates", "starts", "guesses"),
    [
        (["12/31/2023", "04/05/2024"], [date(2023, 12, 31), date(2024, 4, 5)], [False, False]),
        (["31/12/2023", "04/05/2024"], [date(2023, 12, 31), date(2024, 5, 4)], [False, False]),
        (["04/05/2024", "05/06/2024"], [date(2024, 5, 4), date(2024, 6, 5)], [True, True]),
        (["04.05.2024", "05.06.2024"], [date(2024, 5, 4), date(2024, 6, 5)], [False, False]),
        (
            ["12/31/2023", "31/12/2023", "04/05/2024"],
            [date(2023, 12, 31), date(2023, 12, 31), date(2024, 5, 4)],
            [False, False, True],
        ),
        (["05/05/2024"], [date(2024, 5, 5)], [False]),
        (["2024-05-04", "04-05-2024"], [date(2024, 5, 4), date(2024, 5, 4)], [False, True]),
    ],
)
def test_one_column_has_one_order_of_day_and_month(
    dates: list[str], starts: list[date], guesses: list[bool]
) -> None:
    read = rows(
        "Name;Address;Country;Valid from", *(f"Site {n};{n} Mole;MT;{day}" for n, day in enumerate(dates, 1))
    )
    assert [row.parsed and row.parsed.valid_from for row in read] == starts
    assert [Code.DATE_ORDER_GUESSED in codes(row) for row in read] == guesses


def test_a_proof_far_below_and_in_the_other_column_counts() -> None:
    lines = [f"Site {n};{n} Mole;MT;04/05/2024;" for n in range(1, 3000)]
    read = parsed("Name;Address;Country;Valid from;Valid to", *lines, "Last;9 Mole;MT;;12/31/2025")
    assert {row.valid_from for row in read[:-1]} == {date(2024, 4, 5)}


@pytest.mark.parametrize(
    ("written", "tier"),
    [
        *(
            (words, "T1")
            for words in ("Tier 1 Supplier", "Tier1", "Tier One", "TIER I", "1st tier supplier", "T-1")
        ),
        *(
            (words, "T1")
            for words in ("First tier supplier", "Tier 1 (direct)", "Tier 1 - Final assembly", "01", "1.0")
        ),
        *(
            (words, "T1")
            for words in ("Leverancier niveau 1", "Fournisseur de rang 1", "Premier rang", "Niveau: 1")
        ),
        *((words, "T1") for words in ("Nivel 1", "Lieferant der Stufe 1", "eerstelijns leverancier", "一级供应商")),
        *((words, "T2") for words in ("Tier 2 Supplier", "Tier-2-Lieferant", "Second-tier", "2nd Tier", "tier II")),
        *((words, "T2") for words in ("Level 2", "2e niveau", "deuxième rang", "Supplier (tier 2)", "二级供应商")),
        *((words, "T0") for words in ("Tier 0", "Tier Zero", "0")),
        *(
            (words, None)
            for words in ("Tier 1/2", "Tier 1 & 2", "Tier 1 or 2", "Tiers 1 and 2", "Tier 1-3", "Tier 9")
        ),
        *(
            (words, None)
            for words in ("Tier 2+", "Tier 3 and beyond", "n-tier", "Tier", "supplier", "Tier 1, tier 2")
        ),
    ],
)
def test_a_tier_is_read_in_any_words_and_two_are_none(written: str, tier: str | None) -> None:
    assert tier_of(written) == tier


@pytest.mark.parametrize(
    ("written", "workers"),
    [
        *(("1.200", (1200, 1200)), ("1 200", (1200, 1200)), ("1'200", (1200, 1200)), ("1’200", (1200, 1200))),
        *(
            ("1,200.00", (1200, 1200)),
            ("1.200,00", (1200, 1200)),
            ("1.200 - 1.500", (1200, 1500)),
            ("120.0", (120, 120)),
        ),
        *(("12,5", None), ("1.5", None), ("many", None), ("350 workers", (350, 350))),
    ],
)
def test_workers_are_whole_and_may_be_written_with_separators(
    written: str, workers: tuple[int, int] | None
) -> None:
    assert read_workers(written) == workers


def test_what_became_of_the_columns_is_said() -> None:
    read = reader(
        "Company name;Supplier name;Supplier address;Country;Valid from;Colour",
        "B;L;1 R;MT;12/31/2024;red",
        "C;M;2 R;MT;04/05/2024;red",
    )
    list(read)
    understood = read.understood()
    assert [(each.column, each.heading, each.field) for each in understood.columns] == [
        ("A", "Company name", "parent_company"),
        ("B", "Supplier name", "name"),
        ("C", "Supplier address", "address"),
        ("D", "Country", "country"),
        ("E", "Valid from", "valid_from"),
        ("F", "Colour", None),
    ]
    assert [(each.heading, each.first) for each in understood.dates] == [("Valid from", "month")]
    assert (understood.kind, understood.delimiter) == ("csv", ";")
    assert understood.encoding == EncodingRead("utf-8", "certain", ())


IN_THE_LANGUAGES_OF_THE_FIELD = {
    "zh": "工厂名称;地址;城市;国家;员工人数",
    "zh-Hant": "工廠名稱;地址;城市;國家;員工人數",
    "ja": "工場名;住所;市区町村;国名;従業員数",
    "ko": "공장명;주소;도시;국가;근로자 수",
    "vi": "Tên nhà máy;Địa chỉ;Thành phố;Quốc gia;Số công nhân",
    "es": "Nombre de la fábrica;Dirección;Ciudad;País;Número de trabajadores",
    "it": "Nome stabilimento;Indirizzo;Città;Paese;Numero di lavoratori",
    "pt": "Nome da fábrica;Endereço;Cidade;País;Número de trabalhadores",
    "de": "Name der Fabrik;Adresse;Stadt;Land;Anzahl Mitarbeiter",
    "fr": "Nom de l'usine;Adresse;Ville;Pays;Nombre de travailleurs",
    "nl": "Naam fabriek;Adres;Stad;Land;Aantal werknemers",
    "pl": "Nazwa zakładu;Adres;Miasto;Kraj;Liczba pracowników",
    "cs": "Název závodu;Adresa;Město;Země;Počet zaměstnanců",
}


@pytest.mark.parametrize("language", IN_THE_LANGUAGES_OF_THE_FIELD)
def test_headings_are_read_in_the_languages_of_the_field(language: str) -> None:
    [row] = parsed(IN_THE_LANGUAGES_OF_THE_FIELD[language], "Lantern Works;5 Sample Mole;Port Example;MT;120")
    said = (row.name, row.address, row.city, row.country, row.workers)
    assert said == ("Lantern Works", "5 Sample Mole", "Port Example", "MT", (120, 120))


OTHER_WORDINGS = {
    "zh": "公司名称;厂址;国别;层级;备注",
    "ja": "会社名;所在地;国;階層;備考",
    "ko": "회사명;소재지;나라;단계;비고",
    "vi": "Công ty;Địa chỉ nhà máy;Nước sản xuất;Cấp độ;Ghi chú",
    "es": "Proveedor;Domicilio;País de fabricación;Nivel;Observaciones",
    "it": "Fornitore;Indirizzo stabilimento;Nazione;Livello;Osservazioni",
    "pt": "Fornecedor;Morada;País de fabrico;Nível;Observações",
    "pl": "Dostawca;Ulica;Kraj produkcji;Poziom;Uwagi",
    "cs": "Dodavatel;Ulice;Země výroby;Úroveň;Poznámka",
}


@pytest.mark.parametrize("language", OTHER_WORDINGS)
def test_other_wordings_of_a_heading_are_read_too(language: str) -> None:
    [row] = parsed(OTHER_WORDINGS[language], "Lantern Works;5 Sample Mole, Port;MT;T1;Night shift")
    assert (row.name, row.address, row.country, row.tier, row.remarks) == (
        "Lantern Works",
        "5 Sample Mole, Port",
        "MT",
        "T1",
        "Night shift",
    )


def test_a_czech_region_is_no_country() -> None:
    [row] = parsed("Název závodu;Adresa;Kraj;Země", "Lantern Works;5 Sample Mole;Jihomoravský kraj;CZ")
    assert row.country == "CZ"
