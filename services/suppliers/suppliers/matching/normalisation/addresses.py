"""Normalising addresses: words, house and lot numbers, postal code."""

import re
from typing import NamedTuple

from suppliers.matching.normalisation.countries import country_at_end
from suppliers.matching.normalisation.spelling import plain, spellings, tokens

POSTAL_FORMS = {
    "JP": r"\b\d{3}-\d{4}\b",
    "KR": r"\b\d{3}-\d{3}\b|\b\d{5}\b",
    "IN": r"\b\d{3} ?\d{3}\b",
    "US": r"\b\d{5}(?:-\d{4})?\b",
    "GB": r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b",
    "NL": r"\b\d{4} ?[a-z]{2}\b",
    "CA": r"\b[a-z]\d[a-z] ?\d[a-z]\d\b",
    "BR": r"\b\d{5}-?\d{3}\b",
    "PT": r"\b\d{4}[- ]\d{3}\b|\b\d{4}\b",
    "PL": r"\b\d{2}-\d{3}\b",
    "CZ": r"\b\d{3} ?\d{2}\b",
    "SK": r"\b\d{3} ?\d{2}\b",
    "SE": r"\b\d{3} ?\d{2}\b",
    "TW": r"\b\d{5,6}\b|\b\d{3}\b$",
    **dict.fromkeys(("BE", "DK", "AT", "CH", "AU", "BD", "HU", "NO", "NZ", "PH", "SI", "TN", "BG"), r"\b\d{4}\b"),
}
ANYWHERE = re.compile(r"\b\d{5,6}\b")
POSTAL = {country: re.compile(form) for country, form in POSTAL_FORMS.items()}
# Words before a number that is not a postal code.
COUNTED = frozenset({"no", "nr", "number", "num", "lot", "plot", "block", "blk", "building", "bldg"})
COUNTED |= {"km", "unit", "room", "po", "box", "road", "rd"}
LEFT_OUT = frozenset({"no", "nr", "num", "number", "nos", "hao", "km", "near", "opp"})
FLOOR = re.compile(r"\b(?:g|b?\d{1,2})(?:st|nd|rd|th)?\s?[-/&]?\s?(?:f|fl|flr|floor)\b\.?|\bfloor \d{1,2}\b")
# "18-9" and "140/1" are one number each, because the house beside number 18 is another site; "moo1" is two words.
PARTS = re.compile(
    r"(?:[a-z]?\d+[a-z]?(?![a-z])[-/])+[a-z]?\d+[a-z]?(?![a-z])"
    r"|\d+(?:st|nd|rd|th)\b|[a-z]{2,}(?=\d)|\d+(?=[a-z]{2})|[a-z0-9]+"
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
# A letter beside one of these distinguishes sites like a number: Block A is not Block B.
LETTERED = frozenset({"block", "building", "unit", "tower", "plant", "workshop", "zone", "phase", "lot"})


class Address(NamedTuple):
    """`words` in order, each once; `numbers` in order, without leading zeros; `postal` without spaces."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    postal: str


def _postal_code(text: str, country: str) -> tuple[str, str]:
    """The postal code in the text, or nothing, and the text without it."""
    for match in reversed([*POSTAL.get(country, ANYWHERE).finditer(text)]):
        before = tokens(text[: match.start()])
        if before and before[-1] not in COUNTED and text[match.start() - 1] not in "#-/":
            code = re.sub(r"\W", "", match.group())
            return code, f"{text[: match.start()]} {text[match.end() :]}"
    return "", text


def _number(token: str, before: str, after: str) -> str:
    """The number in a token such as "015", "d16" or "84-2"; empty for a word."""
    if ORDINAL.fullmatch(token):
        return ""
    if token.isalpha():
        return token if len(token) == 1 and (before in LETTERED or after in LETTERED) else ""
    return token.replace("/", "-").lstrip("0")


def read_address(address: str, *, country: str, city: str = "", region: str = "", postal: str = "") -> Address:
    text = FLOOR.sub(" ", plain(", ".join(part for part in (address, city, region) if part)))
    if postal:
        code = re.sub(r"\W", "", plain(postal))
        text = text.replace(plain(postal), " ")
    else:
        code, text = _postal_code(text, country)
    words = country_at_end([word for word in PARTS.findall(text) if word not in LEFT_OUT])[1]
    if country and len(words) > 2 and words[-1] == country.lower():
        words = words[:-1]
    words = spellings("address").applied(words)
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    numbers = [(word, _number(word, before, after)) for before, word, after in around]
    spelled = dict.fromkeys(word for word, number in numbers if not number)
    return Address(tuple(spelled), tuple(dict.fromkeys(n for _, n in numbers if n)), code)
