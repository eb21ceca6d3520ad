"""Showing an editor which suppliers could be told of a finding; the platform hears of each look."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from dialogue.findings.candidates.rules import Candidate
from dialogue.organisations.queries import platforms
from dialogue.tables import Finding, ReadLog


async def journal_candidates(session: AsyncSession, caller: Caller, read: Finding, found: list[Candidate]) -> None:
    """Log and journal that an editor sees these; the platform learns neither the site nor the finding."""
    if not found:
        return
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.candidates", subject_id=read.id)
    )
    audience = {caller.org, *await platforms(session)}
    subject = ("organisation", caller.org)
    await record(session, caller, Entry("supplier_candidates.read", subject, audience=audience))
