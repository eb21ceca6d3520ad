"""Code lists, read from the data this service ships: `<name>.csv` with code, labels and what else there is."""

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from chassis.problems import NotFound
from suppliers.code_lists.schemas import CodeItem, CodeList

LANGUAGES = ("nl", "fr", "en")


class CodeListNotFound(NotFound):
    """No code list of this name; `GET /v1/code-lists` names them all."""

    title = "Code list not found"


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Every list, by name."""
    data = files("suppliers.code_lists").joinpath("data")
    sources = tomllib.loads(data.joinpath("lists.toml").read_text(encoding="utf-8"))
    return {
        name: CodeList(
            name=name,
            source=facts["source"],
            items=_items(data.joinpath(f"{name}.csv").read_text(encoding="utf-8")),
        )
        for name, facts in sources.items()
    }


def _items(sheet: str) -> list[CodeItem]:
    return [
        CodeItem(
            code=row.pop("code"), labels={language: row.pop(language) for language in LANGUAGES}, attributes=row
        )
        for row in csv.DictReader(sheet.splitlines())
    ]


def code_list(name: str) -> CodeList:
    """Raises CodeListNotFound."""
    if name not in code_lists():
        raise CodeListNotFound
    return code_lists()[name]
