"""How large a list may be: checked row by row, before anything is made of a row."""

from collections.abc import Iterator

from suppliers.imports.reading.problems import UnreadableList

Numbered = tuple[int, list[str]]
MOST_COLUMNS = 1_000
MOST_LINES = 1_048_576
"""Of a sheet, empty ones included, as the format of workbooks has it."""
MOST_CELLS = 10_000_000
"""Of a list; empty ones between others count."""
MOST_BLANK_ROWS = 10_000
"""In a row; behind so many, only whether anything follows is looked for."""
MOST_BLANK_CELLS = 1_000_000
"""In such rows."""


def without_empty_end(cells: list[str]) -> list[str]:
    """The same list, without the empty cells at its end; raises UnreadableList where too many cells are left."""
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise too_many_columns()
    return cells


def bounded(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    """The rows; raises UnreadableList at the first that makes the list too long, or too many cells."""
    cells = 0
    for row in rows:
        cells += len(row[1])
        if row[0] > MOST_LINES:
            detail = f"A list may have at most {MOST_LINES:,} lines, empty ones included; split it."
            raise UnreadableList(detail, reason="too_many_rows")
        if cells > MOST_CELLS:
            detail = (
                f"A list may have at most {MOST_CELLS:,} cells; split it, or remove columns that are not needed."
            )
            raise UnreadableList(detail, reason="too_large")
        yield row


def too_many_columns() -> UnreadableList:
    detail = f"A list may have at most {MOST_COLUMNS:,} columns; remove those that are not needed."
    return UnreadableList(detail, reason="too_many_columns")


def rows_apart() -> UnreadableList:
    detail = f"More than {MOST_BLANK_ROWS:,} empty rows stand between the rows of this list; delete the empty rows."
    return UnreadableList(detail, reason="too_many_rows")
