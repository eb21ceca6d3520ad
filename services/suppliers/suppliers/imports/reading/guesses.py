"""What a heading means that no list had before, by its words: "Straat + nr", "Volledig adres", "Mill location"."""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

GUESSED = 4
"""The rank of a guess: every heading that is known says it better."""
MOST_WORDS = 5
OVER = ("name", "address", "country")
"""A heading that speaks of several things is of the first of these."""


@cache
def _fields() -> dict[str, str]:
    """The field that a word speaks of; empty where it turns a heading to something else than the site."""
    text = files(__package__).joinpath("data", "heading_words.csv").read_text("utf-8")
    return {row["word"]: row["field"] for row in csv.DictReader(text.splitlines())}


def guessed(words: Sequence[str]) -> tuple[str, int] | None:
    """Field and rank."""
    if len(words) > MOST_WORDS or any(character.isdigit() for word in words for character in word):
        return None
    fields = {_fields()[word] for word in words if word in _fields()}
    if "" in fields:
        return None
    for field in OVER if len(fields) > 1 else fields:
        if field in fields:
            return field, GUESSED
    return None
