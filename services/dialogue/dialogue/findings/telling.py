"""Events about findings: the monitor's own, with who did it; its readers', with nobody.

Readers learn that there is something new or changed, never who of the monitor's people did what: authors are
not shown outside.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller, machine
from chassis.clock import now, today
from chassis.journal import Entry, record
from dialogue.findings import queries
from dialogue.findings.copies import copy_for, renew
from dialogue.findings.protection import is_visible_on
from dialogue.findings.rules import RELEASED, FindingStatus
from dialogue.tables import Finding, FindingRelease

NO_CALLER = machine("dialogue")


async def note(
    session: AsyncSession,
    caller: Caller,
    finding: Finding,
    verb: str,
    before: FindingStatus | None = None,
) -> None:
    """The entry for those who act on the finding: its monitor, and whoever acted."""
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


async def tell(session: AsyncSession, finding: Finding, verb: str, readers: Iterable[UUID]) -> None:
    """The entry for those who read it, in the monitor's name."""
    audience = set(readers) - {NOBODY}
    if audience:
        speaker = machine("dialogue", org=finding.owner_id)
        await record(session, speaker, Entry(f"finding.{verb}", ("finding", finding.id), audience=audience))


async def announce(session: AsyncSession, finding: Finding, release: FindingRelease, on: date) -> None:
    """Tell a release's readers, unless an embargo lasts: then the clock does when it ends."""
    if is_visible_on(on, finding.embargo_until):
        release.announced_at = now()
        await tell(session, finding, "released", release.readers)


async def renew_copies(session: AsyncSession, finding: Finding) -> None:
    """Count a revision for every reader whose copy has changed, and tell them; none while an embargo lasts."""
    if finding.status not in RELEASED:
        return
    await session.flush()
    replies = await queries.replies(session, finding.id)
    is_seen = is_visible_on(today(), finding.embargo_until)
    changed = [
        reader.org_id
        for reader in await queries.readers(session, finding.id)
        if renew(reader, copy_for(reader, finding, replies), is_seen=is_seen)
    ]
    await tell(session, finding, "changed", changed)
