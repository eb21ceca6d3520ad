"""The meaning of the columns of a list."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from suppliers.imports.reading.guesses import guessed
from suppliers.matching.normalisation.spelling import tokens

ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\*")
SEARCHED_ROWS = 30  # titles and notes can come before the headings
LEAST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Headings:
    """`names` has a unique name for every column; `columns` maps a field to the column that it is read from."""

    row: int
    names: tuple[str, ...]
    columns: dict[str, int]

    def name_of(self, field: str) -> str:
        return self.names[self.columns[field]] if field in self.columns else ""


@cache
def _known() -> dict[str, tuple[str, int]]:
    """Field and rank by heading; rank 1 is certain, rank 3 counts only where no better heading is there."""
    text = files(__package__).joinpath("data", "headers.csv").read_text("utf-8")
    return {
        " ".join(tokens(row["heading"])): (row["field"], int(row["rank"]))
        for row in csv.DictReader(text.splitlines())
    }


@lru_cache(maxsize=2048)
def _meaning(heading: str) -> tuple[str, int] | None:
    if len(heading) > 80:
        return None
    whole, bare = tokens(heading), tokens(ASIDE.sub(" ", heading))
    return _known().get(" ".join(whole)) or _known().get(" ".join(bare)) or guessed(bare)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    ranked: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(cells):
        if meaning := _meaning(cell.strip()):
            field, rank = meaning
            ranked[field] = min(ranked.get(field, (rank, column)), (rank, column))
    columns = {field: column for field, (_, column) in ranked.items()}
    return _with_supplier_as_parent(cells, columns)


def _with_supplier_as_parent(cells: Sequence[str], columns: dict[str, int]) -> dict[str, int]:
    """In a list with "Supplier" and "Factory name", the supplier is the company that runs the factory."""
    if "parent_company" in columns:
        return columns
    for column, cell in enumerate(cells):
        if _meaning(cell.strip()) in (("name", 2), ("name", 3)) and column != columns["name"]:
            return {**columns, "parent_company": column}
    return columns


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for column, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {column}"
        names.append(f"{name} ({column})" if name in names else name)
    return tuple(names)


def find_headings(rows: Sequence[tuple[int, Sequence[str]]]) -> Headings | None:
    """The one of the first rows with the most known headings, which must include one for the name."""
    best: Headings | None = None
    for number, cells in rows[:SEARCHED_ROWS]:
        columns = _columns(cells)
        if "name" not in columns or len(columns) < LEAST_HEADINGS:
            continue
        if best is None or len(columns) > len(best.columns):
            best = Headings(number, _unique(cells), columns)
    return best
