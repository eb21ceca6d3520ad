"""What a workbook may hold before anything of it is built in memory.

A file of a few kilobytes can unpack to gigabytes, and markup takes a hundred times the memory of its text: so the
parts are counted while they are unpacked piece by piece, and only then handed to whoever builds trees of them.
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
MOST_MARKS_ASIDE = 200_000  # without a row between them: they are alive at once
MOST_SHARED_MARKS = 2_000_000
SHARED = "sharedStrings.xml"
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
OVERLAP = 64


def check_parts(file: BinaryIO) -> None:
    """Refuse a bomb, a wrong kind of zip, or XML that declares entities, before anything is unpacked as a whole."""
    try:
        if not has_small_directory(file):
            raise UnreadableList("broken", "This workbook is damaged, or no person's.")
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            if "xl/workbook.xml" not in book.namelist():
                raise UnsupportedList("This is not an Excel workbook (.xlsx).")
            # What a part declares as its size is what zipfile unpacks at most.
            shared = sum(part.file_size for part in parts if part.filename.endswith(SHARED))
            too_large = sum(part.file_size for part in parts) > MOST_UNPACKED or shared > MOST_SHARED_TEXT
            if too_large or len(parts) > MOST_PARTS:
                raise _too_large()
            for part in parts:
                _check_markup(book, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableList("broken", "This workbook is damaged or locked with a password.") from None


def _too_large() -> UnreadableList:
    return UnreadableList("too_large", "Unpacked, this workbook is too large to be a list of sites.")


def _check_markup(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Whatever its name says: it is the workbook that says which part is a sheet."""
    aside = MOST_SHARED_MARKS if part.filename.endswith(SHARED) else MOST_MARKS_ASIDE
    marks, since_row, end = 0, 0, b""
    with book.open(part) as xml:
        while chunk := xml.read(CHUNK):
            chunk = chunk.replace(b"\0", b"")  # so that UTF-16 reads like the rest
            if DECLARATIONS.search(end + chunk):
                raise UnreadableList("unsafe", "This workbook declares XML entities; no spreadsheet program does.")
            marks += chunk.count(b"<")
            since_row = _most_between_rows(chunk, since_row)
            end = chunk[-OVERLAP:]
            if marks > MOST_MARKS or since_row > aside:
                raise _too_large()


def _most_between_rows(chunk: bytes, since_row: int) -> int:
    """Tags since the last row began, or as many as stood between two rows where that is too much."""
    place = 0
    for row in ROW.finditer(chunk):
        since_row += chunk.count(b"<", place, row.start())
        if since_row > MOST_MARKS_ASIDE:
            return since_row
        since_row, place = 0, row.start()
    return since_row + chunk.count(b"<", place)
