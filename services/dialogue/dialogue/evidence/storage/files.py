"""The bytes of evidence: files named by the id of the evidence, complete as soon as they have that name.

A file is first written under a temporary name and renamed when it is complete. A job removes files that have no row
because a request failed or a process died.
"""

import errno
import hashlib
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from chassis.problems import StorageFull, Unavailable
from dialogue.evidence.rules import CHUNK, MOST_BYTES, FileTooLarge

INCOMING = "incoming"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

log = logging.getLogger("dialogue.evidence")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file after it was written."""

    size: int
    sha256: str


def place_of(folder: Path, evidence_id: UUID) -> Path:
    """The path of the bytes; the last byte of the id, which is always random, gives the folder."""
    return folder / evidence_id.hex[-2:] / evidence_id.hex


class FileMissing(Unavailable):
    """The platform cannot read the file of this evidence. What is known of it is kept; its operator has to look."""

    title = "File not there"


def existing_place(folder: Path, evidence_id: UUID) -> Path:
    """The path of bytes that are there; raises FileMissing."""
    place = place_of(folder, evidence_id)
    try:
        with place.open("rb"):
            return place
    except OSError as error:
        log.error("the file of evidence %s cannot be read: %s", evidence_id, error.strerror)
        raise FileMissing from error


def write_file(source: IO[bytes], folder: Path, evidence_id: UUID) -> StoredFile:
    """Write a file in full, or not at all; raises FileTooLarge, StorageFull, Unavailable."""
    try:
        return _write(source, folder, evidence_id)
    except OSError as error:
        log.error("evidence cannot be stored: %s", error.strerror)
        if error.errno in FULL:
            raise StorageFull("The disk for evidence is full, so nothing was saved.") from error
        raise Unavailable("Files of evidence cannot be stored at the moment; nothing was saved.") from error


def state_of_folder(folder: Path) -> str:
    """`ok`, or why no file can be stored."""
    probe = folder / INCOMING / f"check-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return (error.strerror or "cannot be written").lower()
    return "ok" if shutil.disk_usage(folder).free >= MOST_BYTES else "no space left"


def _write(source: IO[bytes], folder: Path, evidence_id: UUID) -> StoredFile:
    place = place_of(folder, evidence_id)
    for needed in (folder / INCOMING, place.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.seek(0)
    temporary = folder / INCOMING / evidence_id.hex
    try:
        with temporary.open("xb") as target:
            size, digest = _copy(source, target)
            target.flush()
            os.fsync(target.fileno())
        temporary.rename(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return StoredFile(size, digest)


def sha256_of(source: IO[bytes]) -> str:
    source.seek(0)
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise FileTooLarge(pointer="/file")
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


def delete_file(folder: Path, evidence_id: UUID) -> None:
    place_of(folder, evidence_id).unlink(missing_ok=True)
