"""Informing the readers of releases: at the release, or when an embargo ends."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import now
from dialogue.findings.copies.actions import publish, renew
from dialogue.findings.copies.views import finding_copy
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.reactions.queries import responses_of
from dialogue.findings.readers.queries import readers_of
from dialogue.findings.recipients.actions import drop_readers, omissions
from dialogue.findings.recipients.rules import gone
from dialogue.findings.release.queries import releases_of
from dialogue.findings.release.views import held_for
from dialogue.findings.rules import RELEASED
from dialogue.findings.sites.actions import register_site
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReader, FindingRelease


async def announce_waiting(session: AsyncSession, suppliers_api: SuppliersApi, finding: Finding, on: date) -> None:
    """Inform the readers of all releases of this locked finding that waited, unless an embargo lasts.

    Each release is judged again with the risk of now; one that lacks something is held, until it lacks nothing or
    its readers know the finding by another release. Each recipient is judged again, too: who may not be told today
    is omitted. A new site enters the register just before, if there is a reader. Should this transaction then fail,
    the next try finds the site that is registered already. Raises Unavailable.
    """
    if finding.status not in RELEASED or not is_visible_on(on, finding.embargo_until):
        return
    await session.flush()
    releases = await releases_of(session, finding.id)
    waiting = [release for release in releases if release.announced_at is None]
    if not waiting:
        return
    held = held_for(finding, releases)
    ready = [release for release in waiting if release.id not in held]
    reached = {org for release in ready for org in release.readers}
    readers = await readers_of(session, finding.id)
    unaware = [reader for reader in readers if not reader.is_told]
    recipients = [reader for reader in unaware if reader.org_id in reached]
    left_out = await omissions(session, suppliers_api, finding, readers=recipients, on=on) | gone(reached, readers)
    if finding.is_new_site and any(reader.org_id not in left_out for reader in recipients):
        await register_site(suppliers_api, finding)
    for release in ready:
        release.announced_at = now()
        release.omitted = {str(org): left_out[org].value for org in release.readers if org in left_out}
        told = [each for each in recipients if each.org_id in release.readers and each.org_id not in left_out]
        await _inform(session, finding, told, on)
    still_unaware = {reader.org_id for reader in unaware if not reader.is_told}
    for release in waiting:
        if release.id in held and still_unaware.isdisjoint(release.readers):
            release.announced_at = now()
    await _omit(session, finding, left_out, waiting)


async def _omit(
    session: AsyncSession, finding: Finding, left_out: Collection[UUID], releases: Sequence[FindingRelease]
) -> None:
    """Forget who was not told, but not who waits for a release that is held; the monitor hears of it."""
    if left_out:
        waits = {org for release in releases if release.announced_at is None for org in release.readers}
        await drop_readers(session, finding, set(left_out) - waits)
        await publish(session, finding, "recipients_omitted", [finding.owner_id])


async def _inform(session: AsyncSession, finding: Finding, readers: Sequence[FindingReader], on: date) -> None:
    """For its readers a finding was released on the day that they are informed.

    An earlier day would show that it was held back.
    """
    responses = await responses_of(session, finding.id)
    informed = [reader for reader in readers if not reader.is_told]
    for reader in informed:
        reader.is_told, reader.released_on = True, on
        renew(reader, finding_copy(reader, finding, responses))
    await publish(session, finding, "released", [reader.org_id for reader in informed])
