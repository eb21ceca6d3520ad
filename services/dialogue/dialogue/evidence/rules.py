"""Evidence: the types and sizes of files that are allowed, and the references to evidence."""

from collections.abc import Container, Sequence
from enum import StrEnum
from uuid import UUID

from chassis.problems import Fault, Invalid, NotFound, TooLarge, Unsupported
from dialogue.dialogues.rules import UnknownReference

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


def printable_name(file_name: str | None) -> str:
    """The name of a file without its path and without characters that do not print."""
    name = (file_name or "").replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in name if character.isprintable()).strip()
    return printable[-MOST_NAME:] or "evidence"


def demand_evidence(ids: Sequence[UUID | None], known: Container[UUID], *, pointer: str) -> None:
    """Raises UnknownReference for each id in the list at `pointer` that is not `known` in the dialogue.

    An item without evidence is None.
    """
    faults = [
        Fault(f"{pointer}/{place}", "unknown_reference", f'This dialogue has no evidence with the id "{item}".')
        for place, item in enumerate(ids)
        if item is not None and item not in known
    ]
    if faults:
        raise UnknownReference(errors=faults)
