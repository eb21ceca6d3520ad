"""Handing in evidence."""

import asyncio
from pathlib import Path
from typing import IO

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.ids import uuid7
from chassis.journal import Entry, record
from chassis.rows import stamps
from dialogue.dialogues.actions import open_for_record
from dialogue.dialogues.participants.queries import parties
from dialogue.evidence.rules import IssuedInFuture
from dialogue.evidence.schemas import Handed
from dialogue.evidence.storage.files import shelve, unshelve
from dialogue.tables import Evidence


async def hand_in(session: AsyncSession, caller: Caller, source: IO[bytes], said: Handed, folder: Path) -> Evidence:
    """The bytes first, so that no transaction waits for a disk.

    Raises DialogueNotFound, DialogueClosed, TenderLocked, IssuedInFuture, FileNotAllowed, FileTooLarge, FileEmpty.
    """
    if said.issued_on > today():
        raise IssuedInFuture(pointer="/issued_on")
    evidence_id = uuid7()
    shelved = await asyncio.to_thread(shelve, source, folder, evidence_id)
    try:
        dossier = await open_for_record(session, caller, said.dialogue_id)
        row = Evidence(
            id=evidence_id,
            dossier_id=dossier.id,
            kind=shelved.kind,
            size=shelved.size,
            sha256=shelved.sha256,
            uploaded_by_org=caller.org,
            **said.model_dump(exclude={"dialogue_id"}),
            **stamps(caller),
        )
        session.add(row)
        audience = await parties(session, dossier.id)
        await record(session, caller, Entry("evidence.handed_in", ("evidence", row.id), audience=audience))
    except BaseException:
        unshelve(folder, evidence_id)
        raise
    return row
