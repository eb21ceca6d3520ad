"""Guessing the meaning of an unknown heading by its words: "Straat + nr", "Volledig adres", "Mill location"."""

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

GUESSED = 4
"""Rank of a guess: every known heading is better."""
MOST_WORDS = 5
OVER = ("name", "address", "country")
"""A heading about several things is about the first of these."""


@cache
def _fields() -> dict[str, str]:
    """The field that a word is about; empty where it shows that the heading is not about the site."""
    text = files(__package__).joinpath("data", "heading_words.csv").read_text("utf-8")
    return {row["word"]: row["field"] for row in csv.DictReader(text.splitlines())}


def guessed(words: Sequence[str]) -> tuple[str, int] | None:
    """The field and the rank, or None."""
    if len(words) > MOST_WORDS or any(character.isdigit() for word in words for character in word):
        return None
    fields = {_fields()[word] for word in words if word in _fields()}
    if "" in fields:
        return None
    for field in OVER if len(fields) > 1 else fields:
        if field in fields:
            return field, GUESSED
    return None
