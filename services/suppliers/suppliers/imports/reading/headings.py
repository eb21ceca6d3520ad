"""The meaning of the columns of a list."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby

from suppliers.imports.reading.guesses import GUESSED, guessed
from suppliers.imports.reading.storage import UNCOMPUTED, storable
from suppliers.matching.normalisation.spelling import tokens

ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\*")
BETWEEN = re.compile(r"[\n/|;·•(),\[\]]|(?<=\s)[-–—](?=\s)")
LATIN = re.compile(r"[^\u0000-\u024f\u1e00-\u1eff\u2000-\u206f]+")
"""Letters of other scripts than Latin: "Factory name 工厂名称" says the same twice."""
SEARCHED_ROWS = 30  # titles and notes can come before the headings
LEAST_HEADINGS = 2
LONGEST_HEADING = 120
MOST_TOGETHER = 20
"""Columns that one heading may stand above, such as the parts of an address; further ones are left out."""
Meaning = tuple[str, int]
Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class NameColumn:
    """A column that can name the site: its rank, and where it is."""

    rank: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """`names` has a unique name for every column; `columns` maps a field to the columns that it is read from.

    The columns of a group belong together, under one heading; the next group counts where the one before is empty.
    """

    row: int
    names: tuple[str, ...]
    columns: Mapping[str, Groups]
    name_columns: tuple[NameColumn, ...]
    found: Mapping[str, Groups]
    """The columns by their headings alone, before one is chosen for the name."""

    def name_of(self, field: str) -> str:
        return self.names[self.columns[field][0][0]] if field in self.columns else ""

    def field_of(self, column: int) -> str | None:
        return next((f for f, groups in self.columns.items() if any(column in group for group in groups)), None)


@cache
def _known() -> dict[str, Meaning]:
    """Field and rank by heading; rank 1 is certain, rank 3 counts only where no better heading is there."""
    text = files(__package__).joinpath("data", "headers.csv").read_text("utf-8")
    return {
        " ".join(tokens(row["heading"])): (row["field"], int(row["rank"]))
        for row in csv.DictReader(text.splitlines())
    }


@lru_cache(maxsize=2048)
def meaning(heading: str) -> Meaning | None:
    """The field that a heading is about, and the rank; of a heading in several languages what all say."""
    if len(heading) > LONGEST_HEADING:
        return None
    whole, bare = tokens(heading), tokens(ASIDE.sub(" ", heading))
    known = _known().get(" ".join(whole)) or _known().get(" ".join(bare))
    return known or _of_parts(heading) or guessed(bare) or guessed(tokens(LATIN.sub(" ", heading)))


def _of_parts(heading: str) -> Meaning | None:
    parts = [part for part in BETWEEN.split(heading) if tokens(part)]
    if LATIN.search(heading):
        parts = [bare for part in parts if tokens(bare := LATIN.sub(" ", part))]
    found = [known for part in parts if (known := _known().get(" ".join(tokens(part))))]
    if not found or len({field for field, _ in found}) > 1 or 2 * len(found) < len(parts):
        return None
    return min(found, key=lambda known: known[1])


def spread(cells: Sequence[str], spans: Mapping[int, int]) -> list[str]:
    """The headings, each repeated over the columns that it stands above. `spans` maps a column to the first."""
    spread_cells = list(cells)
    for column, first in sorted(spans.items()):
        if first < len(cells):
            spread_cells.extend([""] * (column + 1 - len(spread_cells)))
            spread_cells[column] = spread_cells[column].strip() or cells[first]
    return spread_cells


def blank_after_address(cells: Sequence[str]) -> dict[int, int]:
    """In a text, columns without a heading that follow one for the address belong to it."""
    spans: dict[int, int] = {}
    first: int | None = None
    for column, cell in enumerate(cells):
        if cell.strip():
            found = meaning(cell.strip())
            first = column if found and found[0] == "address" else None
        elif first is not None:
            spans[column] = first
    last = max((column for column, cell in enumerate(cells) if cell.strip()), default=-1)
    return {column: start for column, start in spans.items() if column < last}


def _groups(cells: Sequence[str]) -> Iterator[tuple[Meaning, tuple[int, ...]]]:
    """The columns of each known heading; one that comes again further on is about something else."""
    seen: set[str] = set()
    for heading, run in groupby(enumerate(cells), key=lambda cell: " ".join(cell[1].split()).casefold()):
        found = meaning(cells[(columns := tuple(column for column, _ in run))[0]].strip()) if heading else None
        if found and heading not in seen:
            yield found, columns[:MOST_TOGETHER]
        seen.add(heading)


def _columns(cells: Sequence[str]) -> tuple[dict[str, Groups], tuple[NameColumn, ...]]:
    ranked: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
    for (field, rank), columns in _groups(cells):
        ranked.setdefault(field, []).append((rank, columns))
    fields = {field: _without_guesses(sorted(groups)) for field, groups in ranked.items()}
    names = tuple(NameColumn(*each) for each in sorted(ranked.get("name", ())))
    return fields, names


def _without_guesses(groups: Sequence[tuple[int, tuple[int, ...]]]) -> Groups:
    """A guess counts only where no heading is known; of several guesses the first."""
    known = tuple(columns for rank, columns in groups if rank < GUESSED)
    return known or (groups[0][1],)


def with_name(headings: Headings, name: NameColumn) -> Headings:
    """The headings where this column names the site; another is then the company above it."""
    others = [other for other in headings.name_columns if other is not name]
    same = tuple(other.columns for other in others if other.rank == name.rank == 1)
    columns = dict(headings.found) | {"name": (name.columns, *same)}
    above = [other.columns for other in others if other.rank in (2, 3)]
    if above and "parent_company" not in columns:
        columns["parent_company"] = (above[0],)
    return replace(headings, columns=columns)


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for column, cell in enumerate(cells, 1):
        name = " ".join(storable(cell).replace(UNCOMPUTED, "").split()) or f"column {column}"
        while name in names:
            name = f"{name} ({column})"
        names[name] = None
    return tuple(names)


def find_headings(
    rows: Sequence[tuple[int, Sequence[str]]], spans: Mapping[int, Mapping[int, int]] | None = None
) -> Headings | None:
    """The one of the first rows with the most known headings, which must include one for the name.

    `spans` has, by row, the columns over which a heading stands; without it, blank headings are judged.
    """
    best: Headings | None = None
    for number, cells in rows[:SEARCHED_ROWS]:
        over = blank_after_address(cells) if spans is None else spans.get(number, {})
        cells = spread(cells, over)
        columns, names = _columns(cells)
        if not names or len(columns) < LEAST_HEADINGS:
            continue
        if best is None or len(columns) > len(best.columns):
            best = with_name(Headings(number, _unique(cells), columns, names, columns), names[0])
    return best
