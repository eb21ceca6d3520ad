"""The rows of an uploaded list in pieces of JSON: what the process that reads the list hands back.

A piece is one line, so that a service need not hold more than one; long lists wait in the database as pieces.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO

import orjson

from chassis.untrusted_files.readings import Limits, Reading
from suppliers.imports.reading.interpretation import said
from suppliers.imports.reading.lists import read_list
from suppliers.imports.reading.problems import EncodingNotFit, UnknownEncoding, UnreadableList, UnsupportedList
from suppliers.imports.reading.rows import Row
from suppliers.imports.rules import AT_ONCE, CHUNK, MOST_ROWS_DRY, TooManyRows

LARGEST_PIECE = 4 << 20


def write_pieces(  # noqa: PLR0913
    file: BinaryIO, result: BinaryIO, *, filename: str, content_type: str, encoding: str, dry_run: bool
) -> Mapping[str, Any]:
    """Write all rows of a list; returns how many rows and pieces these are, and how the list was understood.

    Raises UnsupportedList, UnreadableList, UnknownEncoding, EncodingNotFit, TooManyRows.
    """
    total = pieces = size = 0
    rows: list[bytes] = []
    reader = read_list(file, filename, content_type, encoding)
    for row in reader:
        total += 1
        if dry_run and total > MOST_ROWS_DRY:
            raise TooManyRows(f"A dry run takes at most {MOST_ROWS_DRY} rows.", pointer="/file")
        if len(rows) == CHUNK or size >= LARGEST_PIECE:
            result.write(_piece(rows))
            rows, size, pieces = [], 0, pieces + 1
        rows.append(orjson.dumps(row, default=str))
        size += len(rows[-1])
    result.write(_piece(rows))
    return {"total": total, "pieces": pieces + 1, "reading": said(reader.understood())}


def _piece(rows: list[bytes]) -> bytes:
    return b"[" + b",".join(rows) + b"]\n"


def reading(*, dry_run: bool) -> Reading:
    """How a list is read; the rows of a dry run are all in its answer, so they may be fewer."""
    limits = Limits(output=(16 << 20) if dry_run else (256 << 20))
    refusals = (UnsupportedList, UnreadableList, UnknownEncoding, EncodingNotFit, TooManyRows)
    return Reading(write_pieces, refusals, limits)


@dataclass(frozen=True)
class ReadList:
    """A list that has been read; `file` holds its rows until the request ends."""

    filename: str
    total: int
    is_short: bool
    reading: Mapping[str, Any]
    file: BinaryIO

    @classmethod
    def of(cls, filename: str, answer: Mapping[str, Any], file: BinaryIO) -> "ReadList":
        is_short = answer["pieces"] == 1 and answer["total"] <= AT_ONCE
        return cls(filename, answer["total"], is_short, answer["reading"], file)

    def pieces(self) -> Iterator[bytes]:
        self.file.seek(0)
        yield from self.file

    def rows(self) -> list[Row]:
        return [row for piece in self.pieces() for row in from_json(piece)]


def from_json(piece: bytes) -> list[Row]:
    rows: list[Row] = _adapter().validate_json(piece)
    return rows


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter  # here, because the process that reads a list does without

    return TypeAdapter(list[Row])
