"""Informing the readers of releases: at the release, or when an embargo ends."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import now
from dialogue.findings.copies.actions import publish, renew
from dialogue.findings.copies.views import finding_copy
from dialogue.findings.protection.rules import is_visible_on
from dialogue.findings.reactions.queries import said_of
from dialogue.findings.readers.queries import readers_of
from dialogue.findings.release.queries import waiting_releases_of
from dialogue.findings.rules import RELEASED
from dialogue.findings.sites.actions import register_site
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReader


async def announce_waiting(session: AsyncSession, suppliers_api: SuppliersApi, finding: Finding, on: date) -> None:
    """Inform the readers of all releases of this locked finding that waited, unless an embargo lasts.

    A new site enters the register just before, if there is a reader. Should this transaction then fail, the next
    try finds the site that is registered already. Raises Unavailable.
    """
    if finding.status not in RELEASED or not is_visible_on(on, finding.embargo_until):
        return
    await session.flush()
    waiting = await waiting_releases_of(session, finding.id)
    if not waiting:
        return
    readers = [reader for reader in await readers_of(session, finding.id) if not reader.is_told]
    if readers and finding.is_new_site:
        await register_site(suppliers_api, finding)
    for release in waiting:
        release.announced_at = now()
        await _inform(session, finding, [each for each in readers if each.org_id in release.readers], on)


async def _inform(session: AsyncSession, finding: Finding, readers: Sequence[FindingReader], on: date) -> None:
    """For its readers a finding was released on the day that they are informed.

    An earlier day would show that it was held back.
    """
    said = await said_of(session, finding.id)
    informed = [reader for reader in readers if not reader.is_told]
    for reader in informed:
        reader.is_told, reader.released_on = True, on
        renew(reader, finding_copy(reader, finding, said))
    await publish(session, finding, "released", [reader.org_id for reader in informed])
