"""Zip files from outside: only stored and deflated members, bounded by the bytes that unpacking really gives.

What a zip file says about its own size is never believed. `zipfile` bounds the unpacking of DEFLATE piece by piece,
but other methods unpack a whole piece at once, however large it becomes.
"""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import IO

END, ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
LENGTH_OF_END, LENGTH_OF_ZIP64 = 22, 20
FURTHEST = LENGTH_OF_ZIP64 + LENGTH_OF_END + (1 << 16)
"""The most bytes between the start of the last record and the end of the file: a comment may follow."""
MOST_DIRECTORY = 1 << 20
"""Bytes of a directory: enough for ten thousand members; an office document has a few dozen."""
MOST_MEMBERS = 2_000
MOST_UNPACKED = 256 << 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
PIECE = 1 << 20
FAULTS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


class Fault(StrEnum):
    """What is wrong with a zip file."""

    DAMAGED = "damaged"
    DIRECTORY = "directory"
    """It has no table of contents at its end, or one that is too large to be read."""
    ENCRYPTED = "encrypted"
    METHOD = "method"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_LARGE = "too_large"


class BadArchive(Exception):
    """A zip file that is not unpacked, or not any further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Archive:
    """An open zip file, and how many bytes were unpacked from it."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.members = file.infolist()
        self.unpacked = 0
        if len(self.members) > MOST_MEMBERS:
            raise BadArchive(Fault.TOO_MANY_MEMBERS)
        if sum(member.file_size for member in self.members) > MOST_UNPACKED:
            raise BadArchive(Fault.TOO_LARGE)  # nothing but what is unpacked counts, but this saves the work
        for member in self.members:
            if member.flag_bits & ENCRYPTED:
                raise BadArchive(Fault.ENCRYPTED)
            if member.compress_type not in METHODS:
                raise BadArchive(Fault.METHOD)

    @property
    def names(self) -> set[str]:
        return {member.filename for member in self.members}

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content piece by piece; raises BadArchive as soon as the whole archive has unpacked to too much."""
        with _faults_translated(), self._file.open(member) as content:
            while piece := content.read(PIECE):
                self.unpacked += len(piece)
                if self.unpacked > MOST_UNPACKED:
                    raise BadArchive(Fault.TOO_LARGE)
                yield piece


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Archive]:
    """The archive while it is open; raises BadArchive."""
    if not has_small_directory(file):
        raise BadArchive(Fault.DIRECTORY)
    with ExitStack() as opening:
        with _faults_translated():
            found = opening.enter_context(zipfile.ZipFile(file))
        yield Archive(found)


@contextmanager
def _faults_translated() -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        raise BadArchive(Fault.DAMAGED) from error


def has_small_directory(file: IO[bytes]) -> bool:
    """Whether the file ends like a zip file and has a directory that is small enough to read as a whole.

    False for ZIP64, which states the size elsewhere; no office document needs it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - FURTHEST, 0))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(END)
    if end < 0 or len(tail) - end < LENGTH_OF_END or tail[:end][-LENGTH_OF_ZIP64:].startswith(ZIP64):
        return False
    return int.from_bytes(tail[end + 12 : end + 16], "little") <= MOST_DIRECTORY
