"""Adding evidence to a dialogue."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.rows import stamps
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.evidence.metadata.copies import COPY_REVISION, Copy
from dialogue.evidence.rules import IssuedInFuture
from dialogue.evidence.storage.files import delete_file, write_file
from dialogue.tables import Evidence


@dataclass(frozen=True)
class Upload:
    """What comes with the bytes of a file."""

    dialogue_id: UUID
    title: str
    issuer: str
    issued_on: date
    page: str | None
    file_name: str

    def described(self) -> dict[str, Any]:
        """The columns that describe the file."""
        return {name: value for name, value in asdict(self).items() if name != "dialogue_id"}


async def add_evidence(
    session: AsyncSession, caller: Caller, copy: Copy, upload: Upload, *, folder: Path
) -> Evidence:
    """Store the copy and its row; the bytes first, so that no transaction waits for a disk.

    Raises DialogueNotFound, DialogueClosed, TenderLocked, IssuedInFuture, FileTooLarge.
    """
    if upload.issued_on > today():
        raise IssuedInFuture(pointer="/issued_on")
    evidence_id = uuid7()
    stored = await asyncio.to_thread(write_file, copy.file, folder, evidence_id)
    try:
        dossier = await open_for_record(session, caller, upload.dialogue_id)
        row = Evidence(
            id=evidence_id,
            dossier_id=dossier.id,
            kind=copy.kind,
            size=stored.size,
            sha256=stored.sha256,
            original_sha256=copy.original_sha256,
            copy_revision=COPY_REVISION,
            uploaded_by_org=caller.org,
            **upload.described(),
            **stamps(caller),
        )
        session.add(row)
        audience = await parties(session, dossier.id)
        await record(session, caller, Entry("evidence.handed_in", ("evidence", row.id), audience=audience))
    except BaseException:
        delete_file(folder, evidence_id)
        raise
    return row
