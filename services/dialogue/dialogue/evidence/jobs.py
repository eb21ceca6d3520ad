"""Removing evidence files that have no row, and making the copies again that an earlier version made.

A file without a row is left by a request that failed or a process that died.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import machine
from chassis.database import CALLER_ORG, Sessions
from chassis.journal import Entry, record
from chassis.problems import Problem, StorageFull, Unavailable
from chassis.real_time import real_seconds
from chassis.rows import touch
from chassis.untrusted_files.problems import ReadersBusy, TooManyFiles
from dialogue.dialogues.participants.queries import parties
from dialogue.evidence.metadata.copies import COPY_REVISION, COPYING
from dialogue.evidence.storage.files import StoredFile, place_of, state_of_folder, write_file
from dialogue.state import DialogueState
from dialogue.tables import Evidence

log = logging.getLogger("dialogue.evidence")

SETTLED_SECONDS = 3600.0
"""How old a file without a row must be before it counts as orphaned: no request lasts that long."""


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
    """Remove files that have no row, and return how many; files with other names than ids stay."""
    paths = await asyncio.to_thread(lambda: list(_settled(folder, real_seconds() - settled_seconds)))
    named = {row_id: path for path in paths if (row_id := _id_of(path)) is not None}
    async with sessions() as session, session.begin():
        statement = select(Evidence.id).where(col(Evidence.id).in_(named))
        known = set((await session.exec(statement)).all())
    orphans = [path for row_id, path in named.items() if row_id not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


async def sweep_evidence(state: DialogueState) -> None:
    """Remove orphaned files of this installation."""
    await sweep(state.worker_sessions, state.settings.evidence_dir)


async def check_folder(state: DialogueState) -> str:
    """`ok`, or why no file can be stored now."""
    return await asyncio.to_thread(state_of_folder, state.settings.evidence_dir)


async def copy_older_file(state: DialogueState) -> bool:
    """Replace one stored file that was not copied, or whose copy is of an earlier revision.

    Returns whether there was one. One that cannot be copied stays. A copy that comes out as it was changes nothing
    for its readers. The hash of what was sent is in the row, so it does no harm if the process dies before the row
    is written.
    """
    CALLER_ORG.set(None)
    is_older = col(Evidence.copy_revision) < COPY_REVISION
    async with state.worker_sessions() as session, session.begin():
        row = (await session.exec(select(Evidence).where(is_older).order_by(col(Evidence.id)).limit(1))).first()
    if row is None:
        return False
    stored = await _copied(state, row)
    async with state.worker_sessions() as session, session.begin():
        await _note_copy(session, row, stored)
        left = (await session.exec(select(func.count()).select_from(Evidence).where(is_older))).one()
    log.info("evidence copied again", extra={"changed": stored.sha256 != row.sha256, "left": left})
    return True


async def _note_copy(session: AsyncSession, row: Evidence, stored: StoredFile) -> None:
    noted = update(Evidence).where(col(Evidence.id) == row.id).values(copy_revision=COPY_REVISION)
    await session.exec(noted)
    original = row.original_sha256 or row.sha256
    if stored.sha256 == row.sha256 and row.original_sha256 is not None:
        return
    kept = await session.get_one(Evidence, row.id, with_for_update=True)
    machine_caller = machine("dialogue")
    touch(kept, machine_caller, original_sha256=original, size=stored.size, sha256=stored.sha256)
    audience = await parties(session, row.dossier_id)
    await record(session, machine_caller, Entry("evidence.copied", ("evidence", row.id), audience=audience))


async def _copied(state: DialogueState, row: Evidence) -> StoredFile:
    """The file that is now stored.

    Raises TooManyFiles, ReadersBusy, StorageFull and Unavailable: then the next run tries again.
    """
    folder = state.settings.evidence_dir
    try:
        with place_of(folder, row.id).open("rb") as file:  # it is only opened here
            async with state.files.read(row.uploaded_by_org, COPYING, file) as copy:
                return await asyncio.to_thread(write_file, copy.file, folder, row.id)
    except (TooManyFiles, ReadersBusy, StorageFull, Unavailable):
        raise
    except (Problem, FileNotFoundError) as error:
        log.warning("evidence %s stays as it was sent: %s", row.id, type(error).__name__)
        return StoredFile(row.size, row.sha256)
