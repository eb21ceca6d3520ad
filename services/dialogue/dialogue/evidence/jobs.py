"""Removing evidence files that have no row: left by a request that failed or a process that died."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select

from chassis.database import Sessions
from chassis.real_time import real_seconds
from dialogue.state import DialogueState
from dialogue.tables import Evidence

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
