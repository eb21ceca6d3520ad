"""Answering a question about what a cell names: the cell gets the platform id of the chosen record.

A name means the same record all over a workbook, so one answer counts for every row that waits with the same question.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from suppliers.data_imports.columns.sheets import Column, Sheet, sheets
from suppliers.data_imports.outcomes.rows import Unsettled
from suppliers.data_imports.records import references
from suppliers.data_imports.records.references import Context
from suppliers.data_imports.values import lists
from suppliers.data_imports.values.texts import read_cells

SUPPLIERS = ("supplier", "suppliers")
REFERRING = (*SUPPLIERS, "contract", "product")


async def answered(
    context: Context, sheet: Sheet, cells: Mapping[str, str], record_id: UUID
) -> tuple[Column, str] | None:
    """The column, and the text in it, whose question this record answers; None where it is the answer to none."""
    values, _ = read_cells(sheet, cells)
    for column in sheet.columns:
        for name in _named(column, values):
            if record_id in await _candidates(context, column, name, values.get("brand")):
                return column, name
    return None


def _named(column: Column, values: Mapping[str, Any]) -> Sequence[str]:
    if column.kind not in REFERRING or column.key not in values:
        return ()
    named = values[column.key]
    return named if isinstance(named, list) else [named]


async def _candidates(context: Context, column: Column, name: str, brand: str | None) -> set[UUID]:
    try:
        if column.kind in SUPPLIERS:
            await references.supplier(context, column.key, name)
        elif column.kind == "contract":
            await references.contract(context, column.key, name)
        else:
            await references.product(context, column.key, name, brand)
    except Unsettled as question:
        return {candidate.record_id for candidate in question.candidates}
    return set()


def with_answer(sheet: str, cells: Mapping[str, str], question: tuple[Column, str], record_id: UUID) -> dict[str, str]:
    """The cells of a row in which every cell that asks the same question has the record instead of the name."""
    asked, name = question
    return {**cells, **dict(_replaced(sheets()[sheet], cells, (asked, name), str(record_id)))}


def _replaced(
    sheet: Sheet, cells: Mapping[str, str], question: tuple[Column, str], record: str
) -> Iterator[tuple[str, str]]:
    asked, name = question
    values, _ = read_cells(sheet, cells)
    for column in sheet.columns:
        named = _named(column, values)
        if name in named and _is_alike(column, asked):
            yield column.key, lists.joined(record if each == name else each for each in named)


def _is_alike(column: Column, asked: Column) -> bool:
    """Whether both name a record of the same kind."""
    return column.kind == asked.kind or {column.kind, asked.kind} <= set(SUPPLIERS)
