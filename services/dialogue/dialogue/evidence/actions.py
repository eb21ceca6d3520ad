"""Adding evidence to a dialogue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.connections import refuse_to_wait
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.rows import stamps
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.evidence.metadata.copies import COPY_REVISION, Copy
from dialogue.evidence.rules import FileKind, IssuedInFuture
from dialogue.evidence.storage.files import StoredFile, delete_file, write_file
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


@dataclass(slots=True)
class StoredCopy:
    """A copy under the id that its evidence will have."""

    id: UUID
    kind: FileKind
    original_sha256: str
    stored: StoredFile
    is_entered: bool = False
    """Whether the evidence has its row."""


async def add_evidence(session: AsyncSession, caller: Caller, copy: StoredCopy, upload: Upload) -> Evidence:
    """Enter a copy that is stored; raises DialogueNotFound, DialogueClosed, TenderLocked, IssuedInFuture."""
    if upload.issued_on > today():
        raise IssuedInFuture(pointer="/issued_on")
    dossier = await open_for_record(session, caller, upload.dialogue_id)
    row = Evidence(
        id=copy.id,
        dossier_id=dossier.id,
        kind=copy.kind,
        size=copy.stored.size,
        sha256=copy.stored.sha256,
        original_sha256=copy.original_sha256,
        copy_revision=COPY_REVISION,
        uploaded_by_org=caller.org,
        **upload.described(),
        **stamps(caller),
    )
    session.add(row)
    audience = await parties(session, dossier.id)
    await record(session, caller, Entry("evidence.handed_in", ("evidence", row.id), audience=audience))
    copy.is_entered = True
    return row


@asynccontextmanager
async def stored(copy: Copy, folder: Path) -> AsyncIterator[StoredCopy]:
    """The copy as a file of evidence, which is gone where the request does not enter it.

    It is written before the transaction begins, so that no transaction waits for a disk. Raises FileTooLarge,
    StorageFull, Unavailable.
    """
    refuse_to_wait("a disk")
    evidence_id = uuid7()
    file = await asyncio.to_thread(write_file, copy.file, folder, evidence_id)
    entry = StoredCopy(evidence_id, copy.kind, copy.original_sha256, file)
    try:
        yield entry
    except BaseException:
        entry.is_entered = False
        raise
    finally:
        if not entry.is_entered:
            delete_file(folder, evidence_id)
