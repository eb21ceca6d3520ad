"""The codes of coded columns and their labels; every label of every language is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from suppliers.clauses import queries as clause_queries
from suppliers.code_lists.queries import code_list
from suppliers.data_imports.columns.sheets import LANGUAGES, aliases_of, by_language, data_rows, key_of

PUBLISHED = ("function_areas", "product_categories")
"""Lists that the platform publishes as code lists; `choices.csv` adds how people also call their codes."""
TEMPLATES = "clause_templates"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """The codes of a list, in its order."""
    if name in PUBLISHED:
        aliases = {row["code"]: aliases_of(row) for row in data_rows("choices.csv") if row["list"] == name}
        return tuple(Choice(item.code, item.labels, aliases.get(item.code, ())) for item in code_list(name).items)
    if name == TEMPLATES:
        return tuple(Choice(code, template.title) for code, template in clause_queries.current().items())
    rows = (row for row in data_rows("choices.csv") if row["list"] == name)
    return tuple(Choice(row["code"], by_language(row), aliases_of(row)) for row in rows)


@cache
def _codes(name: str) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for choice in choices(name):
        for text in (choice.code, *(choice.labels[language] for language in LANGUAGES), *choice.aliases):
            known.setdefault(key_of(text.replace("_", " ")), choice.code)
    return known


def code_of(name: str, written: str) -> str | None:
    """The code that somebody wrote, as code or as label in any language."""
    return _codes(name).get(key_of(written.replace("_", " ")))


def label_of(name: str, code: str, language: str) -> str:
    """The label of a code; the code itself where it is not known any more."""
    return next((choice.labels[language] for choice in choices(name) if choice.code == code), code)
