"""The rows of an uploaded list: at hand where it is short, else in pieces of JSON that wait to be compared."""

from collections.abc import Sequence
from functools import cache
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

import orjson
from pydantic import TypeAdapter

from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.rows import Row
from suppliers.imports.rules import AT_ONCE, CHUNK, MOST_ROWS_DRY, TooManyRows


class Upload(NamedTuple):
    """A list as it was uploaded."""

    file: BinaryIO
    filename: str
    content_type: str


class Staged(NamedTuple):
    """A whole list: all its rows where it is short, else pieces of up to `CHUNK` rows as JSON."""

    rows: list[Row]
    pieces: list[bytes]
    total: int


def rows_for_dry_run(upload: Upload) -> list[Row]:
    """All rows; raises UnsupportedList, UnreadableList, TooManyRows."""
    rows = list(islice(read_list(*upload), MOST_ROWS_DRY + 1))
    if len(rows) > MOST_ROWS_DRY:
        raise TooManyRows(f"A dry run takes at most {MOST_ROWS_DRY} rows.", pointer="/file")
    return rows


def stage(upload: Upload) -> Staged:
    """Raises UnsupportedList, UnreadableList."""
    reader = iter(read_list(*upload))
    first = list(islice(reader, AT_ONCE + 1))
    if len(first) <= AT_ONCE:
        return Staged(first, [], len(first))
    rows = chain(first, reader)
    pieces: list[bytes] = []
    total = 0
    while piece := list(islice(rows, CHUNK)):
        total += len(piece)
        pieces.append(to_json(piece))
    return Staged([], pieces, total)


def to_json(rows: Sequence[Row]) -> bytes:
    return orjson.dumps(rows, default=str)


def from_json(piece: bytes) -> list[Row]:
    return _adapter().validate_json(piece)


@cache
def _adapter() -> TypeAdapter[list[Row]]:
    return TypeAdapter(list[Row])
