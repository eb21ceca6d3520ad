"""The copies of a finding's readers and the events about it: each reader counts the changes that it could see.

The monitor gets an event with its author, readers get one without: they learn that something is new or changed,
never which person of the monitor did it.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller, machine
from chassis.clock import today
from chassis.journal import Entry, record
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.copies.views import finding_copy
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.reactions.queries import responses_of
from dialogue.findings.readers.queries import informed_readers_of
from dialogue.findings.rules import RELEASED, FindingStatus
from dialogue.tables import Finding, FindingReader

ADDED_LATER = ("reactions", "workers_confirmation", "buyers_contribution")
"""Fields that copies of earlier releases lacked: while they are empty, the digest is the one of then."""


async def renew_copies(session: AsyncSession, finding: Finding, *, on: date | None = None) -> None:
    """Count a revision for every informed reader whose copy has changed, with an event.

    While an embargo lasts there is none; a job counts the changes when it ends.
    """
    if finding.status not in RELEASED:
        return
    finding.has_waiting_changes = not is_visible_on(on or today(), finding.embargo_until)
    if finding.has_waiting_changes:
        return
    await session.flush()
    responses = await responses_of(session, finding.id)
    changed = [
        reader.org_id
        for reader in await informed_readers_of(session, finding.id)
        if renew(reader, finding_copy(reader, finding, responses))
    ]
    await publish(session, finding, "changed", changed)


def renew(reader: FindingReader, copy: FindingCopy) -> bool:
    """Store the digest of the reader's copy, and count a revision if it has changed; returns whether it has."""
    before, reader.digest = reader.digest, _digest_of(copy)
    has_changed = before not in (b"", reader.digest)
    reader.revision += has_changed
    return has_changed


def _digest_of(copy: FindingCopy) -> bytes:
    """A digest of the copy without its revision: it differs when the copy has changed."""
    later = {name for name in ADDED_LATER if not getattr(copy, name)}
    return hashlib.sha256(copy.model_dump_json(exclude={"revision", *later}).encode()).digest()


async def record_finding(
    session: AsyncSession,
    caller: Caller,
    finding: Finding,
    verb: str,
    *,
    before: FindingStatus | None = None,
) -> None:
    """The event for the monitor and for the organisation that acted."""
    await record(
        session,
        caller,
        Entry(
            f"finding.{verb}",
            ("finding", finding.id),
            moved=(before, finding.status),
            audience={finding.owner_id, caller.org},
        ),
    )


async def publish(session: AsyncSession, finding: Finding, verb: str, readers: Iterable[UUID]) -> None:
    """The event for the readers, in the name of the monitor."""
    audience = set(readers) - {NOBODY}
    if audience:
        monitor = machine("dialogue", org=finding.owner_id)
        await record(session, monitor, Entry(f"finding.{verb}", ("finding", finding.id), audience=audience))
