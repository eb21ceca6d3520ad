"""The bytes of evidence: files named by the id of the evidence, complete as soon as they have that name.

A file is first written under a temporary name and renamed when it is complete. A job removes files that have no row
because a request failed or a process died.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from dialogue.evidence.rules import CHUNK, MOST_BYTES, FileTooLarge

INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file after it was written."""

    size: int
    sha256: str


def place_of(folder: Path, evidence_id: UUID) -> Path:
    """The path of the bytes; the last byte of the id, which is always random, gives the folder."""
    return folder / evidence_id.hex[-2:] / evidence_id.hex


def write_file(source: IO[bytes], folder: Path, evidence_id: UUID) -> StoredFile:
    """Write a file in full, or not at all; raises FileTooLarge."""
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
