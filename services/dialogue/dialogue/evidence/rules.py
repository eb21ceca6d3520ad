"""Evidence files: the types that are allowed, detected from the content."""

import codecs
import re
import zipfile
from enum import StrEnum
from typing import IO

from chassis.problems import Invalid, NotFound, TooLarge, Unsupported
from chassis.untrusted_files.archives import has_small_directory

MOST_BYTES = 50 * 1024 * 1024
"""The largest file."""

MOST_FORM = MOST_BYTES + (1 << 16)
"""The file and the form around it."""

CHUNK = 1 << 16
MOST_NAME = 200


class FileKind(StrEnum):
    """The type of a file, detected from its content and not from its name; `text` is plain UTF-8, such as CSV."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"
    TEXT = "text"


MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.TEXT: "text/plain; charset=utf-8",
}

MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)

OFFICE_PARTS: tuple[tuple[str, FileKind], ...] = (
    ("xl/workbook.xml", FileKind.XLSX),
    ("word/document.xml", FileKind.DOCX),
)

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class EvidenceNotFound(NotFound):
    """There is no evidence with this id in your dialogues."""

    title = "Evidence not found"


class FileNotAllowed(Unsupported):
    """Evidence must be a PDF, PNG, JPEG, XLSX or DOCX without macros, or plain UTF-8 text such as CSV."""

    title = "Unsupported file type for evidence"


class FileTooLarge(TooLarge):
    """The file may be at most 50 MiB; split it, or make its pictures smaller."""

    title = "The file is too large"


class FileDamaged(Invalid):
    """The file is damaged, so the names in its properties cannot be removed. Open it, and save it again."""

    title = "The file is damaged"


class FileEmpty(Invalid):
    """The file has no bytes; choose another file."""

    title = "The file is empty"


class IssuedInFuture(Invalid):
    """`issued_on` is in the future; give the date on the document."""

    title = "Issued in the future"


def check_size(size: int | None) -> None:
    """Raises FileTooLarge."""
    if size is not None and size > MOST_BYTES:
        raise FileTooLarge(pointer="/file")


def kind_of(file: IO[bytes]) -> FileKind:
    """The type detected from the content, not from the name; raises FileNotAllowed, FileEmpty."""
    file.seek(0)
    head = file.read(CHUNK)
    if not head:
        raise FileEmpty(pointer="/file")
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office_kind_of(file)
    if _is_text(file):
        return FileKind.TEXT
    raise FileNotAllowed(pointer="/file")


def _office_kind_of(file: IO[bytes]) -> FileKind:
    if not has_small_directory(file):
        raise FileNotAllowed(pointer="/file")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileNotAllowed(pointer="/file") from error
    # A document with macros can run code; such a file is not evidence.
    has_macros = any(name.endswith("vbaProject.bin") for name in parts)
    for part, kind in OFFICE_PARTS:
        if part in parts and not has_macros:
            return kind
    raise FileNotAllowed(pointer="/file")


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


def printable_name(file_name: str | None) -> str:
    """The name of a file without its path and without characters that do not print."""
    name = (file_name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in name if character.isprintable()).strip()
    return printable[-MOST_NAME:] or "evidence"
