"""Code lists, read from the data files of this service: `<name>.csv` with code, labels and further columns."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from suppliers.code_lists.rules import LANGUAGES, CodeListNotFound, PublishedCode, PublishedList


@cache
def code_lists() -> Mapping[str, PublishedList]:
    """Every list, by name."""
    data = files("suppliers.code_lists").joinpath("data")
    sources = tomllib.loads(data.joinpath("lists.toml").read_text(encoding="utf-8"))
    return {
        name: PublishedList(
            name=name,
            source=facts["source"],
            items=tuple(_codes(data.joinpath(f"{name}.csv").read_text(encoding="utf-8"))),
        )
        for name, facts in sources.items()
    }


def _codes(sheet: str) -> Iterator[PublishedCode]:
    for row in csv.DictReader(sheet.splitlines()):
        code, labels = row.pop("code"), {language: row.pop(language) for language in LANGUAGES}
        yield PublishedCode(code, labels, row)


def code_list(name: str) -> PublishedList:
    """Raises CodeListNotFound."""
    if name not in code_lists():
        raise CodeListNotFound
    return code_lists()[name]
