"""Keeping the copies of a finding's readers up to date: each reader counts the changes that it could see."""

import hashlib

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.copies.views import finding_copy
from dialogue.findings.events.actions import publish
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.queries import replies_of
from dialogue.findings.release.queries import readers_of
from dialogue.findings.rules import RELEASED
from dialogue.tables import Finding, FindingReader


async def renew_copies(session: AsyncSession, finding: Finding) -> None:
    """Count a revision for every reader whose copy has changed, with an event; none while an embargo lasts."""
    if finding.status not in RELEASED:
        return
    await session.flush()
    replies = await replies_of(session, finding.id)
    is_seen = is_visible_on(today(), finding.embargo_until)
    changed = [
        reader.org_id
        for reader in await readers_of(session, finding.id)
        if renew(reader, finding_copy(reader, finding, replies), is_seen=is_seen)
    ]
    await publish(session, finding, "changed", changed)


def digest_of(copy: FindingCopy) -> bytes:
    """A digest of the copy without its revision: it differs when the copy has changed."""
    return hashlib.sha256(copy.model_dump_json(exclude={"revision"}).encode()).digest()


def renew(reader: FindingReader, copy: FindingCopy, *, is_seen: bool) -> bool:
    """Store the digest of the reader's copy; True if the reader could see the copy before and it has changed."""
    before, reader.digest = reader.digest, digest_of(copy)
    has_changed = is_seen and before not in (b"", reader.digest)
    reader.revision += has_changed
    return has_changed
