"""The bytes of evidence: files named by the evidence's id, whole from the moment they have that name.

A file is written under a passing name first and renamed when it is complete; one whose row never came (a request
that failed, a process that died) is swept away later.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlmodel import col, select
from starlette.datastructures import State

from chassis.database import Sessions
from dialogue.clock import run
from dialogue.evidence.rules import CHUNK, MOST_BYTES, FileKind, FileTooLarge, kind_of
from dialogue.tables import Evidence

INCOMING = "incoming"
SETTLED_SECONDS = 3600.0
"""How old a file without a row must be before it counts as orphaned: no request lasts that long."""
SWEEP_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Shelved:
    """What was learnt of a file while it was written."""

    kind: FileKind
    size: int
    sha256: str


def place_of(folder: Path, evidence_id: UUID) -> Path:
    """Where the bytes lie; spread over folders by the id's last byte, the only random one that is always there."""
    return folder / evidence_id.hex[-2:] / evidence_id.hex


def shelve(source: IO[bytes], folder: Path, evidence_id: UUID) -> Shelved:
    """Write a file in full, or not at all; raises FileTooLarge, FileNotAllowed, FileEmpty."""
    kind = kind_of(source)
    place = place_of(folder, evidence_id)
    for needed in (folder / INCOMING, place.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.seek(0)
    passing = folder / INCOMING / evidence_id.hex
    try:
        with passing.open("xb") as target:
            size, digest = _copy(source, target)
            target.flush()
            os.fsync(target.fileno())
        passing.rename(place)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
    return Shelved(kind, size, digest)


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise FileTooLarge(pointer="/file")
        digest.update(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


def unshelve(folder: Path, evidence_id: UUID) -> None:
    place_of(folder, evidence_id).unlink(missing_ok=True)


def _settled(folder: Path, before: float) -> Iterator[Path]:
    for path in folder.glob("*/*"):
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                yield path


def _id_of(path: Path) -> UUID | None:
    try:
        return UUID(hex=path.name)
    except ValueError:
        return None


async def sweep(sessions: Sessions, folder: Path, *, settled_seconds: float = SETTLED_SECONDS) -> int:
    """Remove the files no row speaks of; gives how many. Files that are not ours to name are left alone."""
    found = await asyncio.to_thread(lambda: list(_settled(folder, time.time() - settled_seconds)))
    named = {row_id: path for path in found if (row_id := _id_of(path)) is not None}
    async with sessions() as session, session.begin():
        statement = select(Evidence.id).where(col(Evidence.id).in_(named))
        known = set((await session.exec(statement)).all())
    orphans = [path for row_id, path in named.items() if row_id not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


async def keep_swept(state: State) -> None:
    """The service's work beside its requests: sweep at the start, and every hour."""

    async def tick(state: State) -> None:
        await sweep(state.worker_sessions, state.settings.evidence_dir)

    while True:
        await run(tick, state)
        await asyncio.sleep(SWEEP_SECONDS)
