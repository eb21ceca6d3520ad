"""Adding evidence to a dialogue, and finding what other records refer to."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.problems import Fault
from chassis.rows import stamps
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.dialogues.rules import UnknownReference
from dialogue.evidence import queries
from dialogue.evidence.metadata.copies import Copy
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


async def add_evidence(session: AsyncSession, caller: Caller, copy: Copy, upload: Upload, folder: Path) -> Evidence:
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
            uploaded_by_org=caller.org,
            title=upload.title,
            issuer=upload.issuer,
            issued_on=upload.issued_on,
            page=upload.page,
            file_name=upload.file_name,
            **stamps(caller),
        )
        session.add(row)
        audience = await parties(session, dossier.id)
        await record(session, caller, Entry("evidence.handed_in", ("evidence", row.id), audience=audience))
    except BaseException:
        delete_file(folder, evidence_id)
        raise
    return row


async def cited_evidence(
    session: AsyncSession, dossier_id: UUID, ids: Sequence[UUID | None], *, pointer: str
) -> dict[UUID, Evidence]:
    """The evidence of the dossier with these ids, which are the items of the list at `pointer`.

    An item without evidence is None. Raises UnknownReference, pointing at each id that is not in the dossier.
    """
    wanted = {place: item for place, item in enumerate(ids) if item is not None}
    known = {row.id: row for row in await queries.of_dossier(session, dossier_id, wanted.values())}
    faults = [
        Fault(f"{pointer}/{place}", "unknown_reference", f'This dialogue has no evidence with the id "{item}".')
        for place, item in wanted.items()
        if item not in known
    ]
    if faults:
        raise UnknownReference(errors=faults)
    return known
