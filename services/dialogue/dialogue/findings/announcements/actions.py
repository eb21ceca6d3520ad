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
from dialogue.findings.release.queries import releases_of
from dialogue.findings.release.views import held_for
from dialogue.findings.rules import RELEASED
from dialogue.findings.sites.actions import register_site
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReader


async def announce_waiting(session: AsyncSession, suppliers_api: SuppliersApi, finding: Finding, on: date) -> None:
    """Inform the readers of all releases of this locked finding that waited, unless an embargo lasts.

    Each release is judged again with the risk of now; one that lacks something is held, until it lacks nothing or
    its readers know the finding by another release. A new site enters the register just before, if there is a
    reader. Should this transaction then fail, the next try finds the site that is registered already. Raises
    Unavailable.
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
    unaware = [reader for reader in await readers_of(session, finding.id) if not reader.is_told]
    if finding.is_new_site and any(reader.org_id in reached for reader in unaware):
        await register_site(suppliers_api, finding)
    for release in ready:
        release.announced_at = now()
        await _inform(session, finding, [each for each in unaware if each.org_id in release.readers], on)
    still_unaware = {reader.org_id for reader in unaware if not reader.is_told}
    for release in waiting:
        if release.id in held and still_unaware.isdisjoint(release.readers):
            release.announced_at = now()


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
