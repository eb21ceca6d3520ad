"""What is written in a field for the country: a code, a name in any order or language, or several together."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from suppliers.matching.normalisation.country_names import code_in_any_language
from suppliers.matching.normalisation.spelling import table, tokens

PARTS = re.compile(r"[()\[\]{}/|;,:\n\\]|\s[-–—]\s|(?<=^[A-Za-z]{2})[-–—]|(?<=^[A-Za-z]{3})[-–—](?=[A-Z])")
BRACKETS = re.compile(r"[()\[\]{}/|;\n\\]")
MOST_PARTS = 4
SHORTENED = {
    "rep": "republic",
    "repub": "republic",
    "dem": "democratic",
    "fed": "federated",
    "federal": "federated",
    "federation": "federated",
    "utd": "united",
    "cent": "central",
    "eq": "equatorial",
    "st": "saint",
    "sts": "states",
    "is": "islands",
    "isl": "islands",
    "island": "islands",
    "isls": "islands",
    "people": "peoples",
    "terr": "territory",
    "n": "north",
    "s": "south",
    "ppl": "peoples",
    "princ": "principality",
}
SILENT = frozenset({"and", "the", "of", "et", "und", "en", "y", "e", "region", "country", "state"})
DISTINCT = frozenset(
    {
        *("north", "northern", "south", "southern", "dem", "democratic", "peoples", "people", "dpr", "dr", "pdr"),
        *(
            "equatorial",
            "papua",
            "new",
            "british",
            "american",
            "dutch",
            "french",
            "us",
            "rep",
            "republic",
            "bissau",
        ),
    }
)
"""Words that make another country of a name: Korea is not North Korea."""
INSIDE = {
    "CN": frozenset({"HK", "MO", "TW"}),
    "US": frozenset({"PR", "GU", "VI", "AS", "MP"}),
    "GB": frozenset({"GG", "JE", "IM", "GI", "BM", "KY", "VG"}),
    "FR": frozenset({"RE", "GP", "MQ", "GF", "YT", "NC", "PF"}),
    "NL": frozenset({"AW", "CW", "SX", "BQ"}),
    "DK": frozenset({"GL", "FO"}),
}
"""Places with a code of their own that are written with the country that they belong to."""
ALSO_REGIONS = {"GE": "US", "JE": "US", "MX": "US", "LB": "US", "PE": "US", "LU": "BE"}
"""Names that are those of a state or a province as well: Georgia, USA; Luxembourg, Belgium."""


def _key(text: str) -> tuple[str, ...]:
    """The words in any order, without those that say nothing: "Korea, Rep." is "Republic of Korea"."""
    return tuple(sorted(SHORTENED.get(word, word) for word in tokens(text) if word not in SILENT))


@cache
def _codes() -> dict[tuple[str, ...], str]:
    codes: dict[tuple[str, ...], str] = {}
    for row in table("countries.csv"):
        for text in (row["code"], row["alpha_3"], *row["names"].split("|")):
            codes.setdefault(tuple(tokens(text)), row["code"])
    return codes


@cache
def _in_any_order() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for row in table("countries.csv"):
        for name in row["names"].split("|"):
            if len(key := _key(name)) > 0:
                found.setdefault(key, row["code"])
    return found


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of what is written, or None where it is no country, or several."""
    if code := _whole(text) or code_in_any_language(tuple(tokens(text))):
        return code
    for separators in (BRACKETS, PARTS):  # first those that never stand inside a name
        parts = [part.strip() for part in separators.split(text) if tokens(part)]
        if 1 < len(parts) <= MOST_PARTS and (code := _together(parts)):
            return code
    return None


def _whole(text: str) -> str | None:
    return _codes().get(tuple(tokens(text))) or _in_any_order().get(_key(text))


def _together(parts: Sequence[str]) -> str | None:
    """The country that the parts mean together. A code alone beside other words is none: CA may be California."""
    known = [(part, _whole(part) or code_in_any_language(tuple(tokens(part)))) for part in parts]
    names = [code for part, code in known if code and not _is_code(part)]
    codes = [code for part, code in known if code and _is_code(part)]
    if any(code is None and set(tokens(part)) & DISTINCT for part, code in known):
        return None
    if not names:
        return codes[0] if len(codes) == len(parts) and len(set(codes)) == 1 else None
    meant = _one_of(names)
    if meant == "US":
        return meant
    return meant if all(_agree(meant, code) for code in codes) else None


def _is_code(part: str) -> bool:
    return len(part) <= 3 and part.isascii() and part.isalpha() and part.upper() not in ("USA", "UAE", "PRC", "UK")


def _one_of(codes: Sequence[str]) -> str | None:
    """The one that all mean; of a place and the country around it, the place."""
    different = list(dict.fromkeys(codes))
    if len(different) == 1:
        return different[0]
    if len(different) != 2:
        return None
    first, last = different
    if ALSO_REGIONS.get(first) == last:
        return last
    for outer, inner in ((first, last), (last, first)):
        if inner in INSIDE.get(outer, ()):
            return inner
    return None


def _agree(meant: str | None, code: str) -> bool:
    return code == meant or (meant is not None and meant in INSIDE.get(code, ()))
