"""From the value of a column to the text of a cell: what `texts.read_cells` reads back as the same value."""

from collections.abc import Callable, Mapping
from typing import Any

from suppliers.data_imports.columns.choices import label_of
from suppliers.data_imports.columns.sheets import Column
from suppliers.data_imports.values import lists


def written(column: Column, value: Any, language: str) -> str:
    """The cell of a value; empty where there is none."""
    if value is None or value == []:
        return ""
    return WRITERS.get(column.kind, _plain)(column, value, language)


def _plain(_: Column, value: Any, __: str) -> str:
    return str(value)


def _code(column: Column, value: Any, language: str) -> str:
    return label_of(column.codes, str(value), language)


def _codes(column: Column, value: Any, language: str) -> str:
    return lists.joined(label_of(column.codes, str(code), language) for code in value)


def _yes_no(column: Column, value: Any, language: str) -> str:
    return label_of(column.codes, "yes" if value else "no", language)


def _several(_: Column, value: Any, __: str) -> str:
    return lists.joined(map(str, value))


def _clauses(_: Column, value: Any, __: str) -> str:
    return lists.joined(f"{template} ({day})" if day else template for template, day in value)


WRITERS: Mapping[str, Callable[[Column, Any, str], str]] = {
    "texts": _several,
    "languages": _several,
    "code": _code,
    "codes": _codes,
    "yes_no": _yes_no,
    "identifier": _several,
    "ids": _several,
    "clauses": _clauses,
    "suppliers": _several,
}
