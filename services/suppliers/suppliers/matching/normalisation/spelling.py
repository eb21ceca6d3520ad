"""Normalising spelling: Latin letters, lower case, no accents, one word per token."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from anyascii import anyascii

HAN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}(?:[a-z]\b)?")
APOSTROPHES = re.compile(r"['’‘`´ʼ]")
TOKEN = re.compile(r"[a-z0-9]+")
SILENT = frozenset({"and", "the", "of", "et", "und", "en", "y"})


def plain(text: str) -> str:
    """Lower-case ASCII; each Chinese character becomes a syllable of its own; "S.A." becomes "sa"."""
    if not text.isascii():
        text = anyascii(HAN.sub(r" \1 ", unicodedata.normalize("NFKC", text)))
    text = APOSTROPHES.sub("", text.lower())
    return joined_initials(text)


def joined_initials(text: str) -> str:
    """The lower-case text with initials as one word: "s.a." becomes "sa"."""
    return INITIALS.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", text)


def tokens(text: str) -> list[str]:
    return TOKEN.findall(plain(text))


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the data files of this package (see `data/README.md`)."""
    yield from csv.DictReader(files(__package__).joinpath("data", name).read_text("utf-8").splitlines())


class Phrases:
    """Replaces runs of tokens, the longest first; a run can become several tokens or none."""

    def __init__(self, meanings: dict[tuple[str, ...], tuple[str, ...]]) -> None:
        self._meanings = meanings
        self._lengths: dict[str, tuple[int, ...]] = {}
        for run in meanings:
            lengths = {*self._lengths.get(run[0], ()), len(run)}
            self._lengths[run[0]] = tuple(sorted(lengths, reverse=True))

    def applied(self, words: list[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(words):
            length = self._longest(words, at)
            out.extend(self._meanings[tuple(words[at : at + length])] if length else (words[at],))
            at += length or 1
        return out

    def _longest(self, words: list[str], at: int) -> int:
        for length in self._lengths.get(words[at], ()):
            if tuple(words[at : at + length]) in self._meanings:
                return length
        return 0


@cache
def spellings(where: str) -> Phrases:
    """Different spellings of one word, in a name or in an address."""
    return Phrases(
        {
            tuple(row["written"].split()): tuple(row["meant"].split())
            for row in table("words.csv")
            if row["where"] in (where, "both") and row["written"] != row["meant"]
        }
        | {(word,): () for word in SILENT}
    )


@cache
def token_weights() -> dict[str, float]:
    """How distinctive each common token is, from 0 to 1; other tokens are 1."""
    return {row["token"]: float(row["weight"]) for row in table("token_weights.csv")}
