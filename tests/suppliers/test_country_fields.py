"""Countries as lists write them: codes, names in any order and language, and several of these together."""

import csv
import io

import pytest

from suppliers.matching.normalisation.country_fields import country_code
from suppliers.matching.normalisation.spelling import table
from support import cldr_names

WRITTEN = """
CD CONGO, DEMOCRATIC REPUBLIC OF THE
CD Congo, Democratic Republic of the
CD Congo (the Democratic Republic of the)
CD Congo, Dem. Rep.
CD República Democrática del Congo
CG Congo, Rep.
CG Republic of the Congo
KR Korea, Rep.
KR Korea, Republic of (South Korea)
KR S. Korea
KR Seoul, Korea
KR Corea del Sur
KP Korea, Dem. People's Rep.
KP Korea (North)
KP N. Korea
BA Bosnia & Herzegovina
BA Bosnia-Herzegovina
BA Bosnia/Herzegovina
TT Trinidad & Tobago
MM Myanmar (Burma)
MM Myanmar/Burma
VN Vietnam (VN)
VN VN / Vietnam
VN VN-Vietnam
VN Việt Nam
VN ベトナム
VN 베트남
CN China [CN]
CN CN - China
CN CHN - China
CN CN:China
CN China, PRC
CN Guangdong, China
CN China (Guangdong)
CN Shenzhen, P.R. China
CN Chiny
CN Kína
CN 中国大陆
CN Китай
HK HKSAR
HK Hong Kong SAR, China
HK China (Hong Kong)
MO Macao SAR, China
TW Taiwan Region
TW Taiwan, China
TW Republic of China (Taiwan)
TL East Timor
GR EL
GR Ελλάδα
DO Dominican Rep.
RU Russian Fed.
DE Germany, Fed. Rep.
FM Micronesia, Fed. Sts.
GQ Eq. Guinea
CF Cent. African Rep.
AE Utd. Arab Emirates
GB Utd Kingdom
GB UK (England)
GB United Kingdom (Great Britain)
GB Scotland, UK
US America
US USA - United States of America
US USA (CA)
US Georgia, USA
US Estados Unidos
PR Puerto Rico, USA
TH ประเทศไทย
TH Thailandia
DE Alemania
DE DE – Deutschland
BE België / Belgique
NL Países Bajos
NL Nederland (Holland)
CZ Czech Rep.
CZ República Checa
EG Egypt, Arab Rep.
FM Micronesia, Fed. Sts.
LC St. Lucia
TR Türkiye
CI Côte d’Ivoire
PH Philippinen
MY Maleisië
RU Россия
JP 日本
"""


@pytest.mark.parametrize("line", WRITTEN.strip().splitlines())
def test_a_country_is_known_however_it_is_written(line: str) -> None:
    code, _, written = line.partition(" ")
    assert country_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        *("", "-", "Atlantis", "Los Angeles (CA)", "Springfield, IL", "China/Vietnam", "China & Vietnam", "BE/NL"),
        *("China, Vietnam", "Vietnam (CN)", "Republic", "Region", "1. China", "Bosnia and Herz."),
    ],
)
def test_what_is_no_country_or_several_is_none(written: str) -> None:
    assert country_code(written) is None


def test_every_code_and_name_of_our_table_is_known() -> None:
    for row in table("countries.csv"):
        for written in (row["code"], row["alpha_3"], *row["names"].split("|")):
            assert country_code(written) == row["code"], written


def test_the_names_in_other_languages_are_those_of_babel() -> None:
    assert list(csv.reader(io.StringIO(cldr_names.text()))) == list(
        csv.reader(io.StringIO(cldr_names.PLACE.read_text("utf-8")))
    )
