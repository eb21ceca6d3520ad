"""Checking the size of a workbook before it is read into memory.

A file of a few kilobytes can unpack to gigabytes, and parsed XML takes a hundred times the memory of its text. So
the parts are unpacked in pieces and counted first.
"""

import re
import zipfile
from typing import BinaryIO

from chassis.archives import has_small_directory
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList
from suppliers.imports.reading.texts import CHUNK

MOST_PARTS = 2_000
MOST_UNPACKED = 256 << 20
MOST_SHARED_TEXT = 64 << 20  # held in memory while the sheet is read
MOST_MARKS = 10_000_000  # tags in a part: a hundred thousand rows of twenty-five cells
MOST_MARKS_ASIDE = 200_000  # without a row between them: they are in memory at once
MOST_SHARED_MARKS = 2_000_000
SHARED = "sharedStrings.xml"
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
OVERLAP = 64


def check_parts(file: BinaryIO) -> None:
    """Refuse files that unpack to too much, other zip files, and XML that declares entities."""
    try:
        if not has_small_directory(file):
            raise UnreadableList("broken", "This workbook is damaged.")
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            if "xl/workbook.xml" not in book.namelist():
                raise UnsupportedList("This is not an Excel workbook (.xlsx).")
            # zipfile never unpacks more than the size that a part declares.
            shared = sum(part.file_size for part in parts if part.filename.endswith(SHARED))
            too_large = sum(part.file_size for part in parts) > MOST_UNPACKED or shared > MOST_SHARED_TEXT
            if too_large or len(parts) > MOST_PARTS:
                raise _too_large()
            for part in parts:
                _check_markup(book, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableList("broken", "This workbook is damaged or protected by a password.") from None


def _too_large() -> UnreadableList:
    return UnreadableList("too_large", "This workbook is too large for a list of sites.")


def _check_markup(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """All parts are checked, because any of them can be a sheet, whatever its name."""
    aside = MOST_SHARED_MARKS if part.filename.endswith(SHARED) else MOST_MARKS_ASIDE
    marks, since_row, end = 0, 0, b""
    with book.open(part) as xml:
        while chunk := xml.read(CHUNK):
            chunk = chunk.replace(b"\0", b"")  # so that UTF-16 reads like the rest
            if DECLARATIONS.search(end + chunk):
                raise UnreadableList(
                    "unsafe", "This workbook declares XML entities, which no spreadsheet program does."
                )
            marks += chunk.count(b"<")
            since_row = _most_between_rows(chunk, since_row)
            end = chunk[-OVERLAP:]
            if marks > MOST_MARKS or since_row > aside:
                raise _too_large()


def _most_between_rows(chunk: bytes, since_row: int) -> int:
    """Tags since the last row started, or between two rows where that is too many."""
    place = 0
    for row in ROW.finditer(chunk):
        since_row += chunk.count(b"<", place, row.start())
        if since_row > MOST_MARKS_ASIDE:
            return since_row
        since_row, place = 0, row.start()
    return since_row + chunk.count(b"<", place)
