"""Normalising names, addresses and countries before two sites are compared."""

import pytest

from suppliers.matching.normalisation.countries import country_code, country_in_address
from suppliers.matching.normalisation.names import name_words
from suppliers.matching.normalisation.sites import Normalised, Site, normalise


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PK", "PK"),
        ("CHINA", "CN"),
        ("P.R.O.C. CHINA", "CN"),
        ("Viet Nam", "VN"),
        ("Taiwan, R.O.C.", "TW"),
        ("Korea (South)", "KR"),
        ("Corée du Sud", "KR"),
        ("Slovak Republic", "SK"),
        ("usa", "US"),
        ("Côte d’Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("中国", "CN"),
        ("BEL", "BE"),
        ("Nederland", "NL"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_recognised_however_it_is_written(written: str, code: str | None) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("No. 1 Long Road, Kunshan, Jiangsu, P.R. China.", "CN"),
        ("905 Adams Street, Hutchinson, Minnesota, USA", "US"),
        ("12 Peachtree Street, Atlanta, Georgia", None),
        ("1 Main Street, Newark, New Jersey", None),
        ("5 Pitt Street, Sydney, New South Wales", None),
        ("Hohhot, Inner Mongolia", None),
        ("1315 S. Blue Island", None),
        ("Jiangsu", None),
    ],
)
def test_only_a_real_country_is_taken_from_an_address(address: str, code: str | None) -> None:
    assert country_in_address(address) == code


@pytest.mark.parametrize(
    "name",
    [
        "Kunshan Brightwell Electronics Co., Ltd.",
        "KUNSHAN BRIGHTWELL ELECTRONIC COMPANY LIMITED",
        "Kunshan Brightwell Electronics (Co. Ltd)",
        "Kunshan Brightwell Electronics Sdn. Bhd.",
    ],
)
def test_legal_forms_and_spellings_do_not_make_another_name(name: str) -> None:
    assert name_words(name) == ("kunshan", "brightwell", "electronics")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PT Maju Bersama Tbk", ("maju", "bersama")),
        ("Industrias Químicas Perlacos, S.L.", ("industrial", "quimicas", "perlacos")),
        ("Škoda-Works s.r.o.", ("skoda", "works")),
        ("Hong Ho Mexico S.A .DE C.V.", ("hong", "ho", "mexico")),
        ("Co. Ltd.", ("co", "ltd")),
        ("Sa Sa Garments", ("sa", "garment")),
    ],
)
def test_a_name_keeps_what_is_not_a_legal_form(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


def read(address: str, country: str = "CN") -> Normalised:
    return normalise(Site("A", address, country))


def test_house_lot_and_block_numbers_are_separated_from_postal_codes_and_floors() -> None:
    site = read("2/F, Block B, No. 018-9 Third Avenue, A Zone, Kunshan, Jiangsu 215300, China")
    assert (site.numbers, site.postal) == (("b", "18-9", "a"), "215300")
    assert "3rd" in site.words
    assert "china" not in site.words


def test_the_first_number_of_an_american_address_is_the_house() -> None:
    assert read("13011 TI Blvd, Dallas, Texas 75243-1107", "US").numbers == ("13011",)


def test_an_indian_postal_code_may_be_written_in_two() -> None:
    site = read("No. D16, Industrial Estate, Ambathur, Chennai - 600 058", "India")
    assert (site.numbers, site.postal) == (("d16",), "600058")


def test_street_words_are_the_same_in_the_languages_of_the_lists() -> None:
    assert read("Zhongshan Lu").words == read("Zhongshan Road").words == read("ZHONGSHAN RD.").words


def test_chinese_script_gives_the_syllables_of_its_latin_spelling() -> None:
    site = normalise(Site("深圳市明辉电子有限公司", "深圳市龙华区", "中国"))
    assert site.country == "CN"
    assert {"ming", "hui"} <= set(site.name)
    assert "you" not in site.name  # the legal form is gone here too


def test_a_normalised_site_survives_storing() -> None:
    site = normalise(Site("Alpha", "1 Road", "BE", city="Gent", identifiers={"OS-ID": "be2019083-ab"}))
    assert Normalised.from_json(site.to_json()) == site
    assert site.identifiers == ("OS-ID:BE2019083AB",)
