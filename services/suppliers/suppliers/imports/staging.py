"""A list as it was handed in, checked line by line and cut into pieces that wait to be compared."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import orjson

from suppliers.imports.reading.lists import read_list
from suppliers.imports.rules import CHUNK, TooManyRows

Line = Mapping[str, Any]
"""`number`, `raw`, `parsed` (null where the row is invalid) and `reasons`, as `reading.rows.Row` has them."""


class Staged(NamedTuple):
    """The whole list; each piece holds up to `CHUNK` lines as JSON."""

    pieces: list[bytes]
    total: int


def stage(file: BinaryIO, filename: str, content_type: str, *, most: int | None = None) -> Staged:
    """Raises UnsupportedList, UnreadableList; TooManyRows beyond `most`."""
    lines = iter(read_list(file, filename, content_type))
    pieces: list[bytes] = []
    total = 0
    while piece := list(islice(lines, CHUNK)):
        total += len(piece)
        if most is not None and total > most:
            raise TooManyRows(f"At most {most} rows are read at once.", pointer="/file")
        pieces.append(orjson.dumps(piece, default=str))
    return Staged(pieces, total)


def lines_of(pieces: Sequence[bytes]) -> list[Line]:
    return [line for piece in pieces for line in orjson.loads(piece)]
