"""Events about findings: one for the monitor, with its author, and one for the readers, without.

Readers learn that something is new or changed, never which person of the monitor did it.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller, machine
from chassis.clock import now
from chassis.journal import Entry, record
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.rules import FindingStatus
from dialogue.tables import Finding, FindingRelease


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
    """Publish a release to its readers; under an embargo a job does it when the embargo ends."""
    if is_visible_on(on, finding.embargo_until):
        release.announced_at = now()
        await publish(session, finding, "released", release.readers)
