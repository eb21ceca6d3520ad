"""Which duties of a clause a notice contains: those that its texts name, by the phrases of `data/phrases.csv`.

A notice rarely has the clauses of its contract: "missing" means that the notice does not say it, not that the
contract lacks it.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from suppliers.clauses.rules import ClauseTemplate

TEXTS = ("description", "performance_terms", "strategic_description", "options", "renewals", "title")
"""The texts of a lot in which duties are looked for; the description of the whole notice is about each lot, too."""
OBJECTIVES: Mapping[str, tuple[str, ...]] = {"human_rights": ("hum-right", "work-cond")}
"""Social objectives (BT-775) that are those of a kind of clause."""
AROUND = 120
"""Characters that a quotation has before and behind the phrase."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a duty was found: the text, its place, and the phrase with the words around it."""

    eforms_field: str
    path: str
    phrase: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundDuty:
    """A duty of a clause, and where the notice names it; missing where there is no passage."""

    type: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ComparedClause:
    """A clause compared with a lot; `objectives` are the social objectives of its kind."""

    template: ClauseTemplate
    objectives: tuple[Mapping[str, Any], ...]
    duties: tuple[FoundDuty, ...]
    unread_languages: tuple[str, ...]
    """Languages of texts for which there are no phrases."""


@cache
def phrases() -> Mapping[str, tuple[tuple[str, str, re.Pattern[str]], ...]]:
    """By duty: language, phrase and pattern."""
    sheet = files("suppliers.contract_imports.duties").joinpath("data", "phrases.csv").read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
    for row in csv.DictReader(sheet.splitlines()):
        words = r"\s+".join(map(re.escape, _folded(row["phrase"]).split()))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)")
        found.setdefault(row["duty"], []).append((row["language"], row["phrase"], pattern))
    return {duty: tuple(each) for duty, each in found.items()}


@cache
def languages() -> frozenset[str]:
    """Languages for which there are phrases."""
    return frozenset(language for each in phrases().values() for language, _, _ in each)


def _folded(text: str) -> str:
    """Without case, accents and typographic signs; one character for each of the text, so that places agree."""
    return text.translate(LETTERS)


class _Letters(dict[int, str]):
    """The folded letter of each character, worked out when it is met first: notices are long and alike."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = _letter(chr(code))
        return letter


LETTERS = _Letters()


def _letter(char: str) -> str:
    if char in "\u2019\u02bc":
        return "'"
    if char in "\u2010\u2011":
        return "-"
    if char.isspace():
        return " "
    return unicodedata.normalize("NFKD", char)[0].casefold()[:1] or char


def compared(template: ClauseTemplate, lot: Mapping[str, Any], notice: Mapping[str, Any]) -> ComparedClause:
    """A clause compared with what a notice says of a lot."""
    said = [*(text for name in TEXTS for text in lot[name]), *notice["description"]]
    texts = [(text, _folded(text["text"])) for text in said]
    wanted = OBJECTIVES.get(template.kind, ())
    told = sorted({text["language"] for text, _ in texts if text["language"]} - languages())
    return ComparedClause(
        template=template,
        objectives=tuple(each for each in lot["social_objectives"] if each["value"] in wanted),
        duties=tuple(FoundDuty(duty.type, tuple(_passages(duty.type, texts))) for duty in template.duties),
        unread_languages=tuple(told),
    )


def _passages(duty: str, texts: Sequence[tuple[Mapping[str, Any], str]]) -> Iterator[Passage]:
    """At most one of each text; a phrase counts in texts of its language and in those that name none."""
    for text, folded in texts:
        for language, phrase, pattern in phrases().get(duty, ()):
            match = pattern.search(folded) if text["language"] in (language, None) else None
            if match:
                first, last = max(match.start() - AROUND, 0), match.end() + AROUND
                yield Passage(text["eforms_field"], text["path"], phrase, text["text"][first:last].strip())
                break
