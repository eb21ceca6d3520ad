"""The type of a file, detected from its content."""

import codecs
import os
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import IO

from chassis.untrusted_files.archives import ENCRYPTED, METHODS, has_small_directory
from dialogue.evidence.rules import CHUNK, FileEmpty, FileKind, FileNotAllowed

MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)

PDF_HEADER = b"%PDF-"
PDF_LINE = re.compile(rb"[\r\n\0]%PDF-\d")
PDF_END = b"%%EOF"
PDF_WITHIN = 1024
"""Readers look for the header and the end of a PDF in so many bytes (ISO 32000-1, annex H)."""
BLANK = b"\xef\xbb\xbf\xff\xfe\0\t\n\f\r "

MAIN_PARTS: tuple[tuple[re.Pattern[str], FileKind], ...] = (
    (re.compile(r"xl/[^/]+\.xml"), FileKind.XLSX),
    (re.compile(r"word/[^/]+\.xml"), FileKind.DOCX),
)
"""The part that a document begins with; only by habit is it `xl/workbook.xml` or `word/document.xml`."""
USUAL_PARTS = ("xl/workbook.xml", "word/document.xml")
RELATIONS = "_rels/.rels"
MOST_RELATIONS = 1 << 16
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
IS_MAIN = re.compile(rb"""\sType\s*=\s*["'][^"']*/officeDocument["']""")
TARGET = re.compile(rb"""\sTarget\s*=\s*["']([^"']*)["']""")

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def kind_of(file: IO[bytes]) -> FileKind:
    """The type detected from the content, not from the name; raises FileNotAllowed, FileEmpty."""
    file.seek(0)
    head = file.read(CHUNK)
    if not head:
        raise FileEmpty(pointer="/file")
    if _is_pdf(file, head[:PDF_WITHIN]):
        return FileKind.PDF
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office_kind_of(file)
    if _is_text(file):
        return FileKind.TEXT
    raise FileNotAllowed(pointer="/file")


def _is_pdf(file: IO[bytes], start: bytes) -> bool:
    """Whether a header comes first or after a line end or byte-order mark, or after other bytes but with an end."""
    if not start.partition(PDF_HEADER)[0].strip(BLANK):
        return PDF_HEADER in start
    if not PDF_LINE.search(start):
        return False
    file.seek(max(file.seek(0, os.SEEK_END) - PDF_WITHIN, 0))
    return PDF_END in file.read()


def _office_kind_of(file: IO[bytes]) -> FileKind:
    if not has_small_directory(file):
        raise FileNotAllowed(pointer="/file")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {_name(member.filename): member for member in archive.infolist()}
            main = _main_parts(archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise FileNotAllowed(pointer="/file") from error
    # A document with macros can run code; such a file is not evidence.
    has_macros = any(name.endswith("vbaproject.bin") for name in parts)
    for pattern, kind in MAIN_PARTS:
        if not has_macros and any(name in parts and pattern.fullmatch(name) for name in main):
            return kind
    raise FileNotAllowed(pointer="/file")


def _name(written: str) -> str:
    """The name of a part in small letters; some programs write backslashes, or a slash at the start."""
    return written.replace("\\", "/").lstrip("/").lower()


def _main_parts(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> Sequence[str]:
    """The part that the document names as its main one; the usual ones where it names none."""
    relations = parts.get(RELATIONS)
    if relations is None or relations.compress_type not in METHODS or relations.flag_bits & ENCRYPTED:
        return USUAL_PARTS
    with archive.open(relations) as content:
        text = content.read(MOST_RELATIONS)
    targets = [
        found[1] for each in RELATION.findall(text) if IS_MAIN.search(each) and (found := TARGET.search(each))
    ]
    return [_name(target.decode("utf-8", "replace")) for target in targets] or USUAL_PARTS


def _is_text(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
            if CONTROL.search(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
