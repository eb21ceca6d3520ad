"""The sheets of the workbook and their columns: `data/sheets.csv` and `data/columns.csv`."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from suppliers.matching.normalisation.spelling import tokens

LANGUAGES = ("nl", "fr", "en")
NOTES, CODES = "notes", "codes"
"""Sheets of the template without rows: what the columns mean, and the values of the lists to choose from."""
ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\*")
BETWEEN = re.compile(r"[\n/|;·•]|(?<=\s)[-–—](?=\s)")
LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its cells are read (`kind`), from which list its codes are, and its texts by language."""

    sheet: str
    key: str
    kind: str
    codes: str
    is_required: bool
    headings: Mapping[str, str]
    help: Mapping[str, str]
    aliases: tuple[str, ...]

    @property
    def code(self) -> str:
        """What stands in the first row of the template, in whatever language the headings are."""
        return f"{self.sheet}.{self.key}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its names by language, and its columns in their order."""

    name: str
    titles: Mapping[str, str]
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


def data_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the data files beside this module."""
    yield from csv.DictReader(files(__package__).joinpath("data", name).read_text("utf-8").splitlines())


def by_language(row: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    return {language: row[prefix + language] for language in LANGUAGES}


def aliases_of(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, row["aliases"].split("|")))


@cache
def sheets() -> Mapping[str, Sheet]:
    """The sheets with rows, by name, in the order in which their rows are applied."""
    columns: dict[str, list[Column]] = {}
    for row in data_rows("columns.csv"):
        column = Column(
            row["sheet"],
            row["key"],
            row["kind"],
            row["codes"],
            row["required"] == "yes",
            by_language(row),
            by_language(row, "help_"),
            aliases_of(row),
        )
        columns.setdefault(column.sheet, []).append(column)
    named = ((row["sheet"], row) for row in data_rows("sheets.csv"))
    return {
        name: Sheet(name, by_language(row), aliases_of(row), tuple(columns[name]))
        for name, row in named
        if name in columns
    }


@cache
def titles(name: str) -> Mapping[str, str]:
    """The names of a sheet by language, also of one without rows."""
    return next(by_language(row) for row in data_rows("sheets.csv") if row["sheet"] == name)


def key_of(text: str) -> str:
    """The form in which headings and names of sheets are compared."""
    return " ".join(tokens(text))


@cache
def _headings(sheet: str) -> Mapping[str, str]:
    """The key of a column by each of its headings."""
    known: dict[str, str] = {}
    columns = sheets()[sheet].columns
    for column in columns:
        for text in (*column.headings.values(), column.key.replace("_", " ")):
            known.setdefault(key_of(text), column.key)
    for column in columns:  # a heading of one column may be another name of a second one
        for text in column.aliases:
            known.setdefault(key_of(text), column.key)
    return known


@lru_cache(maxsize=4096)
def meaning(sheet: str, heading: str) -> str | None:
    """The key of the column that a heading stands above in this sheet; of one in two languages what both say."""
    if len(heading) > LONGEST_HEADING:
        return None
    named, _, key = heading.strip().partition(".")
    if named == sheet and sheets()[sheet].column(key):
        return key
    known = _headings(sheet)
    found = known.get(key_of(heading)) or known.get(key_of(ASIDE.sub(" ", heading)))
    if found:
        return found
    parts = {known.get(key_of(part)) for part in BETWEEN.split(heading) if key_of(part)}
    return parts.pop() if len(parts) == 1 else None


@cache
def _titles() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for row in data_rows("sheets.csv"):
        for text in (row["sheet"], *by_language(row).values(), *aliases_of(row)):
            known.setdefault(key_of(text), row["sheet"])
    return known


def sheet_named(title: str) -> str | None:
    """The sheet that a name in a workbook, or the name of a file, stands for."""
    return _titles().get(key_of(title))
