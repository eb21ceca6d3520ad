"""Tiers in the words of lists: "Tier 1 Supplier", "1st tier", "Fournisseur de rang 1"; two tiers are none."""

import re
from functools import lru_cache

from suppliers.imports.reading.values import coded
from suppliers.matching.normalisation.spelling import tokens

LEVELS = frozenset(
    {
        *(
            "tier",
            "tiers",
            "level",
            "lvl",
            "t",
            "niveau",
            "laag",
            "schakel",
            "lijn",
            "lijns",
            "trap",
            "rang",
            "echelon",
        ),
        *("stufe", "ebene", "nivel", "livello", "grado", "rango", "ji", "poziom", "niva"),
    }
)
ORDINALS = {
    "0": ("zero", "nul", "null", "cero", "ling"),
    "1": (
        "one",
        "first",
        "1st",
        "i",
        "een",
        "eerste",
        "1e",
        "1ste",
        "un",
        "premier",
        "premiere",
        "1er",
    ),
    "2": (
        "two",
        "second",
        "2nd",
        "ii",
        "twee",
        "tweede",
        "2e",
        "2de",
        "deux",
        "deuxieme",
        "seconde",
    ),
    "3": ("three", "third", "3rd", "iii", "drie", "derde", "3e", "3de", "trois", "troisieme", "3eme"),
    "4": (
        "four",
        "fourth",
        "4th",
        "iv",
        "vier",
        "vierde",
        "4e",
        "4de",
        "quatre",
        "quatrieme",
        "4eme",
    ),
    "5": ("five", "fifth", "5th", "v", "vijf", "vijfde", "5e", "5de", "cinq", "cinquieme", "5eme"),
}
MORE_ORDINALS = {
    "1": ("1ere", "ein", "erste", "ersten", "erster", "eins", "uno", "primer", "primero", "primo", "yi"),
    "2": ("2eme", "2nde", "zwei", "zweite", "zweiten", "zweiter", "dos", "segundo", "due", "secondo", "er"),
    "3": ("drei", "dritte", "dritten", "dritter", "tres", "tercer", "tercero", "tre", "terzo", "san"),
    "4": ("vierte", "vierten", "vierter", "cuatro", "cuarto", "quattro", "quarto", "si"),
    "5": ("funf", "funfte", "cinco", "quinto", "cinque", "wu"),
}
NUMBERS = {word: number for each in (ORDINALS, MORE_ORDINALS) for number, words in each.items() for word in words}
KNOWN = frozenset("01234")
GLUED = re.compile(r"\b(tier|rang|niveau|stufe|level|t)(\d{1,2})\b")
BETWEEN = frozenset(
    {"and", "or", "to", "en", "of", "et", "ou", "und", "oder", "y", "o", "a", "tot", "bis", "through"}
)
OPEN_END = re.compile(
    r"\d\s*\+|>|<|≥|≤|\b(?:beyond|above|higher|lower|below|hoger|further|onwards|plus)\b", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def tier_of(written: str) -> str | None:
    """The code of a tier, or None where the words name none, several, or one that has no code."""
    text = re.sub(r"^(\d)\.0$", r"\1", written.strip())
    if OPEN_END.search(text):
        return None
    if code := coded("tier", text):
        return code
    words = [_number(word) for word in tokens(GLUED.sub(r"\1 \2", text.lower()).replace("lijns", " lijns"))]
    found = _numbers_at_levels(words)
    if not found and len(words) == 1 and words[0].isdigit():
        found = {words[0]}
    if len(found) != 1:
        return None
    (number,) = found
    return f"T{number}" if number in KNOWN else None


def _number(word: str) -> str:
    return NUMBERS.get(word) or (str(int(word)) if word.isdigit() else word)


def _numbers_at_levels(words: list[str]) -> set[str]:
    """The numbers that stand before or behind a word for a level, and those that are joined to them."""
    found: set[str] = set()
    for place, word in enumerate(words):
        if word not in LEVELS:
            continue
        found |= _run(words[place + 1 :])
        if not _run(words[place + 1 :]):
            found |= _run(words[:place][::-1])
    return found


def _run(words: list[str]) -> set[str]:
    run: set[str] = set()
    for word in words:
        if word.isdigit():
            run.add(word)
        elif not (run and word in BETWEEN):
            break
    return run
