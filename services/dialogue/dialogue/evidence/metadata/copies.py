"""The copy of a file that others get to see: what it shows, and nothing of who made it, where and with what.

This runs in a process of its own (`chassis.untrusted_files`).
"""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from chassis.problems import Problem
from chassis.untrusted_files.archives import BadArchive, Fault
from chassis.untrusted_files.readings import Limits, Reading
from dialogue.evidence.metadata.documents import clean_pdf
from dialogue.evidence.metadata.kinds import kind_of
from dialogue.evidence.metadata.office import clean_office
from dialogue.evidence.metadata.pictures import clean_jpeg, clean_png
from dialogue.evidence.metadata.problems import Damaged
from dialogue.evidence.rules import (
    MOST_BYTES,
    FileDamaged,
    FileEmpty,
    FileKind,
    FileNotAllowed,
    FileTooLarge,
)

Clean = Callable[[BinaryIO, BinaryIO], None]

COPY_REVISION = 2
"""Raise it when copies leave out more than before: a job then makes the earlier copies again."""

SIGNS = re.compile(
    rb"/Author|/Creator|/Producer|/Metadata|/Info|/ObjStm|xpacket|xmpmeta|Exif\0|Photoshop|tEXt|iTXt|zTXt|eXIf"
)
"""What a file may have beside its content, in a file whose structure cannot be read."""

REFUSALS: Mapping[Fault, tuple[type[Problem], str]] = {
    Fault.TOO_LARGE: (FileTooLarge, "The document unpacks to more than 256 MiB."),
    Fault.TOO_MANY_MEMBERS: (FileTooLarge, "The document has more than 2,000 parts."),
    Fault.METHOD: (FileDamaged, "The document is packed in a way that no office program uses. Save it again."),
    Fault.ENCRYPTED: (FileDamaged, "The document is protected by a password. Save it without one."),
}


def _in_memory(clean: Callable[[bytes], bytes]) -> Clean:
    def copy(file: BinaryIO, result: BinaryIO) -> None:
        result.write(clean(file.read()))

    return copy


CLEAN: Mapping[FileKind, Clean] = {
    FileKind.PDF: clean_pdf,
    FileKind.PNG: _in_memory(clean_png),
    FileKind.JPEG: _in_memory(clean_jpeg),
    FileKind.XLSX: clean_office,
    FileKind.DOCX: clean_office,
    FileKind.TEXT: shutil.copyfileobj,
}


def write_copy(file: BinaryIO, result: BinaryIO) -> Mapping[str, Any]:
    """Write the copy; returns the kind of file.

    Raises FileNotAllowed, FileEmpty, FileDamaged, FileTooLarge.
    """
    kind = kind_of(file)
    file.seek(0)
    try:
        CLEAN[kind](file, result)
    except Damaged:
        _copy_damaged(file, result)
    except BadArchive as error:
        problem, detail = REFUSALS.get(error.fault, (FileDamaged, None))
        raise problem(detail, pointer="/file") from error
    return {"kind": kind.value}


def _copy_damaged(file: BinaryIO, result: BinaryIO) -> None:
    """A broken file is evidence as well, as long as it has nothing that ought to be removed. Raises FileDamaged."""
    file.seek(0)
    content = file.read()
    if SIGNS.search(content):
        raise FileDamaged(pointer="/file")
    result.seek(0)
    result.truncate()
    result.write(content)


@dataclass(frozen=True)
class Copy:
    """A copy while its request lasts, and the hash of what it was made from."""

    file: BinaryIO
    kind: FileKind
    original_sha256: str


COPYING = Reading(
    write_copy,
    (FileNotAllowed, FileEmpty, FileDamaged, FileTooLarge),
    Limits(output=MOST_BYTES),
)
