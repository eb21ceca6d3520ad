"""Checking the size of a workbook before it is read into memory.

A file of a few kilobytes can unpack to gigabytes, and parsed XML takes a hundred times the memory of its text. So
the parts are unpacked in pieces and counted first.
"""

import re
from dataclasses import dataclass
from zipfile import ZipInfo

from chassis.untrusted_files.archives import Archive, Fault
from suppliers.imports.reading.problems import UnreadableList

MOST_SHARED_TEXT = 64 << 20  # held in memory while the sheet is read
MOST_ROWS = 1_048_576  # of the format
MOST_MARKS = 10_000_000  # tags in a part: a hundred thousand rows of twenty-five cells
MOST_MARKS_ASIDE = 200_000  # without a row between them: they are in memory at once
MOST_SHARED_MARKS = 2_000_000
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
LONG_TAG = re.compile(rb"<[^<>]{65536}")  # thousands of attributes
OVERLAP = 64

TOO_LARGE = "This workbook is too large for a list of sites."
REFUSALS = {
    Fault.DAMAGED: ("broken", "This workbook is damaged."),
    Fault.DIRECTORY: ("broken", "This workbook is not complete, or has thousands of parts."),
    Fault.ENCRYPTED: ("broken", "This workbook is protected by a password. Save it without one."),
    Fault.METHOD: (
        "broken",
        "This workbook is packed in a way that no spreadsheet program uses. Save it again as .xlsx.",
    ),
    Fault.TOO_MANY_MEMBERS: ("too_large", TOO_LARGE),
    Fault.TOO_LARGE: ("too_large", TOO_LARGE),
}


def check_parts(book: Archive, *, shared: ZipInfo | None) -> None:
    """Refuse files that unpack to too much, and XML that declares entities. `shared` has the texts of all cells."""
    book.unpacked = 0
    for part in book.members:
        before = book.unpacked
        is_shared = part is shared
        _check_markup(book, part, is_shared=is_shared)
        if is_shared and book.unpacked - before > MOST_SHARED_TEXT:
            raise too_large()


def refusal_of(fault: Fault) -> UnreadableList:
    reason, detail = REFUSALS[fault]
    return UnreadableList(detail, reason=reason)


def too_large() -> UnreadableList:
    return UnreadableList(TOO_LARGE, reason="too_large")


def _check_markup(book: Archive, part: ZipInfo, *, is_shared: bool) -> None:
    """All parts are checked, because any of them can be a sheet, whatever its name."""
    counted = Markup(aside=MOST_SHARED_MARKS if is_shared else MOST_MARKS_ASIDE)
    end = b""
    for piece in book.pieces(part):
        chunk = piece.replace(b"\0", b"")  # so that UTF-16 reads like the rest
        if DECLARATIONS.search(end + chunk):
            detail = "This workbook declares XML entities, which no spreadsheet program does."
            raise UnreadableList(detail, reason="unsafe")
        counted.add(chunk)
        end = chunk[-OVERLAP:]
        if counted.is_too_large or LONG_TAG.search(chunk):
            raise too_large()


@dataclass
class Markup:
    """Tags and rows of a part. `aside` is how many tags may come without a row between them."""

    aside: int
    marks: int = 0
    rows: int = 0
    since_row: int = 0
    is_too_large: bool = False

    def add(self, chunk: bytes) -> None:
        self.marks += chunk.count(b"<")
        place = 0
        for row in ROW.finditer(chunk):
            self.since_row += chunk.count(b"<", place, row.start())
            self._judge()
            self.since_row, place = 0, row.start()
            self.rows += 1
        self.since_row += chunk.count(b"<", place)
        self._judge()

    def _judge(self) -> None:
        too_many = self.marks > MOST_MARKS or self.rows > MOST_ROWS
        self.is_too_large = self.is_too_large or too_many or self.since_row > self.aside
