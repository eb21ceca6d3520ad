"""What the process that reads a workbook hands back: its rows as lines of JSON, and how it was understood."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, BinaryIO

import orjson

from chassis.untrusted_files.readings import Limits, Reading
from suppliers.data_imports.reading.files import opened_sheets
from suppliers.data_imports.reading.rows import ReadRow, rows_of
from suppliers.data_imports.reading.tables import LeftOut, Table, tables_of
from suppliers.data_imports.rules import (
    MOST_ROWS,
    MOST_ROWS_DRY,
    TooManyDataRows,
    UnreadableWorkbook,
    UnsupportedWorkbook,
)
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList

MOST_TOLD = 100
"""Sheets and unknown columns that are named."""


def write_rows(file: BinaryIO, result: BinaryIO, *, filename: str, dry_run: bool) -> Mapping[str, Any]:
    """Write all rows of a workbook; returns how many they are, and how the workbook was understood.

    Raises UnsupportedWorkbook, UnreadableWorkbook, TooManyDataRows.
    """
    try:
        with opened_sheets(file, filename) as found:
            tables, left_out = tables_of(found)
            if not tables:
                raise UnreadableWorkbook("No sheet has headings that are known. Use the template.")
            counts = [_write(table, result, dry_run=dry_run) for table in tables]
    except UnreadableList as error:
        raise UnreadableWorkbook(error.detail, reason=error.reason) from None
    except UnsupportedList as error:
        raise UnsupportedWorkbook(error.detail) from None
    if sum(counts) > (MOST_ROWS_DRY if dry_run else MOST_ROWS):
        raise _too_many(dry_run=dry_run)
    return {"total": sum(counts), "reading": _said(tables, counts, left_out)}


def _write(table: Table, result: BinaryIO, *, dry_run: bool) -> int:
    count = 0
    for row in rows_of(table):
        count += 1
        if count > (MOST_ROWS_DRY if dry_run else MOST_ROWS):
            raise _too_many(dry_run=dry_run)
        result.write(orjson.dumps(asdict(row)) + b"\n")
    return count


def _too_many(*, dry_run: bool) -> TooManyDataRows:
    if dry_run:
        return TooManyDataRows(
            f"A dry run takes at most {MOST_ROWS_DRY:,} rows. Import the workbook without `dry_run`, or in parts.",
            pointer="/file",
        )
    return TooManyDataRows(f"A workbook may have at most {MOST_ROWS:,} rows; split it.", pointer="/file")


def _said(tables: list[Table], counts: list[int], left_out: list[LeftOut]) -> dict[str, Any]:
    return {
        "sheets": [
            {
                "sheet": table.sheet,
                "title": table.title,
                "headings_row": table.headings_row,
                "rows": count,
                "columns": list(table.columns.values()),
                "unknown_columns": table.unknown[:MOST_TOLD],
            }
            for table, count in zip(tables, counts, strict=True)
        ][:MOST_TOLD],
        "sheets_left_out": [asdict(sheet) for sheet in left_out[:MOST_TOLD]],
    }


def reading() -> Reading:
    """How a workbook is read."""
    return Reading(write_rows, (UnsupportedWorkbook, UnreadableWorkbook, TooManyDataRows), Limits(output=64 << 20))


def read_rows(file: BinaryIO) -> list[ReadRow]:
    """The rows that `write_rows` wrote."""
    file.seek(0)
    return [_adapter().validate_json(line) for line in file]


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter  # here, because the process that reads a workbook does without

    return TypeAdapter(ReadRow)


@dataclass(frozen=True)
class ReadWorkbook:
    """A workbook that has been read; `file` holds its rows until the request ends."""

    filename: str
    dry_run: bool
    reading: Mapping[str, Any]
    file: BinaryIO

    def rows(self) -> list[ReadRow]:
        return read_rows(self.file)
