"""Normalising names of facilities: without their legal form."""

import re
from functools import cache

from suppliers.matching.normalisation.spelling import APOSTROPHES, joined_initials, plain, spellings, table, tokens

SEGMENTS = re.compile(r"[()\[\]{}/,;|]| - ")
Form = tuple[str, ...]


def spelled(name: str) -> str:
    """The name without regard to case, spaces, forms of apostrophes and points of initials: "N.V." is "NV"."""
    return " ".join(joined_initials(APOSTROPHES.sub("'", name.casefold())).split())


@cache
def _forms(*places: str) -> dict[str, tuple[Form, ...]]:
    """Legal forms by their first word, the longest first."""
    forms: dict[str, list[Form]] = {}
    for row in table("legal_forms.csv"):
        if row["place"] in places:
            form = tuple(row["form"].split())
            forms.setdefault(form[0], []).append(form)
    return {first: tuple(sorted(each, key=len, reverse=True)) for first, each in forms.items()}


@cache
def _endings() -> frozenset[Form]:
    return frozenset(form for each in _forms("any", "end").values() for form in each)


def _without_ending(words: list[str]) -> list[str]:
    while words:
        longest = next((n for n in range(min(6, len(words)), 0, -1) if tuple(words[-n:]) in _endings()), 0)
        if not longest:
            break
        words = words[:-longest]
    return words


def _form_at(words: list[str], at: int, forms: dict[str, tuple[Form, ...]]) -> int:
    return next((len(f) for f in forms.get(words[at], ()) if tuple(words[at : at + len(f)]) == f), 0)


def _without_forms(words: list[str]) -> list[str]:
    words = _without_ending(words)
    at = _form_at(words, 0, _forms("start", "any")) if words else 0
    kept: list[str] = []
    while at < len(words):
        length = _form_at(words, at, _forms("any"))
        kept.extend(() if length else (words[at],))
        at += length or 1
    return kept


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, without legal forms; all words where nothing would be left."""
    segments = [tokens(segment) for segment in SEGMENTS.split(plain(name))]
    # A comma is inside "Co., Ltd." as often as before it, so the whole name is tried first.
    words = _without_forms([word for segment in segments for word in segment])
    bare = [word for segment in segments for word in _without_ending(segment)] if len(segments) > 1 else words
    kept = [word for word in words if word in bare] or words or tokens(name)
    return tuple(dict.fromkeys(spellings("name").applied(kept)))
