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
from chassis.clock import now, today
from chassis.journal import Entry, record
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.copies.views import finding_copy
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.reactions.queries import said_of
from dialogue.findings.release.queries import readers_of, releases_of, told_readers_of
from dialogue.findings.rules import RELEASED, FindingStatus
from dialogue.tables import Finding, FindingReader, FindingRelease

ADDED_LATER = ("reactions", "workers_confirmation", "buyers_contribution")
"""Fields that copies of earlier releases lacked: while they are empty, the digest is the one of then."""


async def renew_copies(session: AsyncSession, finding: Finding) -> None:
    """Count a revision for every told reader whose copy has changed, with an event; none while an embargo lasts."""
    if finding.status not in RELEASED or not is_visible_on(today(), finding.embargo_until):
        return
    await session.flush()
    said = await said_of(session, finding.id)
    changed = [
        reader.org_id
        for reader in await told_readers_of(session, finding.id)
        if renew(reader, finding_copy(reader, finding, said))
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


async def announce(session: AsyncSession, finding: Finding, release: FindingRelease, on: date) -> None:
    """Tell the readers of a release; under an embargo a job does it when the embargo ends.

    Until then, nothing that happens to the finding reaches them. For them it was released on the day that they are
    told: an earlier day would show that it was held back.
    """
    if not is_visible_on(on, finding.embargo_until):
        return
    release.announced_at = now()
    await session.flush()
    said = await said_of(session, finding.id)
    for reader in await readers_of(session, finding.id):
        if reader.org_id in release.readers and not reader.is_told:
            reader.is_told, reader.released_on = True, on
            renew(reader, finding_copy(reader, finding, said))
    await publish(session, finding, "released", release.readers)


async def announce_waiting(session: AsyncSession, finding: Finding) -> None:
    """Tell the readers of all releases that waited for the end of an embargo, if it has ended."""
    for release in await releases_of(session, finding.id):
        if release.announced_at is None:
            await announce(session, finding, release, today())
