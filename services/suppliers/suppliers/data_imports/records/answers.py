"""Answering a question about what a cell names: the cell gets the platform id of the chosen record.

A name means the same record all over a workbook, so an answer counts for every row that asks the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Answer:
    """Which record a name in cells of this kind means."""

    kind: str
    name: str
    record_id: UUID

    def is_about(self, column: Column) -> bool:
        """Whether the column names records of the same kind."""
        return column.kind == self.kind or {column.kind, self.kind} <= set(SUPPLIERS)


async def answer_of(context: Context, sheet: str, cells: Mapping[str, str], record_id: UUID) -> Answer | None:
    """The question of a row that this record answers; None where it is a candidate of none."""
    values, _ = read_cells(sheets()[sheet], cells)
    for column in sheets()[sheet].columns:
        for name in _named(column, values):
            if record_id in await _candidates(context, column, name, values.get("brand")):
                return Answer(column.kind, name, record_id)
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


def answered(sheet: str, cells: Mapping[str, str], answer: Answer) -> dict[str, str]:
    """The cells of a row with the record wherever they have the name."""
    return {**cells, **dict(_replaced(sheets()[sheet], cells, answer))}


def _replaced(sheet: Sheet, cells: Mapping[str, str], answer: Answer) -> Iterator[tuple[str, str]]:
    values, _ = read_cells(sheet, cells)
    for column in sheet.columns:
        named = _named(column, values)
        if answer.name in named and answer.is_about(column):
            record = str(answer.record_id)
            yield column.key, lists.joined(record if each == answer.name else each for each in named)
