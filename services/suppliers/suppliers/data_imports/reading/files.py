"""Reading a file as a workbook: .xlsx, .ods, one CSV file, or a zip file of CSV files."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from chassis.untrusted_files.archives import Archive, BadArchive, opened
from suppliers.data_imports.columns.sheets import meaning, sheets
from suppliers.data_imports.reading.ods import CONTENT, opened_document
from suppliers.data_imports.rules import UnsupportedWorkbook
from suppliers.imports.reading.encodings import encoding_of
from suppliers.imports.reading.parts import refusal_of
from suppliers.imports.reading.sizes import Numbered
from suppliers.imports.reading.texts import DELIMITERS, open_text, text_rows
from suppliers.imports.reading.workbooks import Sheet, opened_workbook

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"{\\rtf", b"%pdf")
SAMPLE = 1 << 16
MOST_FILES = 20
WESTERN = "cp1252"
LATIN = frozenset({"cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-9", "iso8859-15"})
"""If nothing proves the encoding, what Excel writes in Belgium is likelier than these, which look alike."""
GUARDED = re.compile(r"'(?='*[=+\-@\t\r])")
"""How this platform writes a text that a spreadsheet program would take for a formula."""


@contextmanager
def opened_sheets(file: BinaryIO, filename: str) -> Iterator[Sequence[Sheet]]:
    """The sheets of a file; raises UnsupportedWorkbook, and what `opened_workbook` raises."""
    start = file.read(64)
    file.seek(0)
    if start.startswith(OLD_EXCEL):
        raise UnsupportedWorkbook(
            "This is an old Excel file (.xls) or it is protected by a password. Save it as .xlsx or as .ods."
        )
    if start.lstrip().lower().startswith(MARKUP):
        raise UnsupportedWorkbook
    with ExitStack() as opening:
        if not start.startswith(ZIP):
            yield [_text_sheet(PurePosixPath(filename.replace("\\", "/")).stem, file)]
            return
        names = _names(file)
        if "mimetype" in names and CONTENT in names:
            yield opening.enter_context(opened_document(file))
        elif any(name.lower().endswith(".csv") for name in names) and "[Content_Types].xml" not in names:
            yield _zipped(file)
        else:
            yield opening.enter_context(opened_workbook(file))


def _names(file: BinaryIO) -> set[str]:
    try:
        with opened(file) as archive:
            return archive.names
    except BadArchive as error:
        raise refusal_of(error.fault) from None
    finally:
        file.seek(0)


def _zipped(file: BinaryIO) -> list[Sheet]:
    """The CSV files of a zip file; each is unpacked as a whole, within the limits of the archive."""
    try:
        with opened(file) as archive:
            members = [member for member in archive.members if member.filename.lower().endswith(".csv")]
            return [
                _text_sheet(PurePosixPath(m.filename).stem, _unpacked(archive, m)) for m in members[:MOST_FILES]
            ]
    except BadArchive as error:
        raise refusal_of(error.fault) from None


def _unpacked(archive: Archive, member: object) -> BinaryIO:
    content = io.BytesIO()
    for piece in archive.pieces(member):  # type: ignore[arg-type]  # a ZipInfo
        content.write(piece)
    return content


def _text_sheet(title: str, file: BinaryIO) -> Sheet:
    found = encoding_of(file)
    encoding = WESTERN if found.is_unsure or found.name in LATIN else found.name
    delimiter, skipped = _delimiter(open_text(file, encoding).read(SAMPLE))

    def rows() -> Iterator[Numbered]:
        for number, cells in islice(text_rows(open_text(file, encoding), delimiter), skipped, None):
            yield number, [cell[1:] if GUARDED.match(cell) else cell for cell in cells]

    return Sheet(title[:100], False, rows)


def _delimiter(sample: str) -> tuple[str, int]:
    """The delimiter with the most known headings, and how many lines at the start only name it."""
    first = sample.split("\n", 1)[0].strip().lstrip("\ufeff").strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    lines = sample.splitlines()[:30]
    return max(DELIMITERS, key=lambda delimiter: _known(lines, delimiter)), 0


def _known(lines: Sequence[str], delimiter: str) -> int:
    """How many headings of one sheet stand in one line, at most."""
    split = [[cell.strip().strip('"') for cell in line.split(delimiter)][:200] for line in lines]
    return max(
        (sum(meaning(name, cell) is not None for cell in cells) for name in sheets() for cells in split), default=0
    )
