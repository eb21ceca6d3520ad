"""Judging on a day whether the recipients of a release may be told on it."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.findings.candidates.actions import candidates_at
from dialogue.findings.recipients.rules import Omission, omitted
from dialogue.findings.release.rules import Audience
from dialogue.organisations.queries import affiliates
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReader


async def omissions(
    session: AsyncSession,
    suppliers_api: SuppliersApi,
    finding: Finding,
    *,
    readers: Sequence[FindingReader],
    on: date,
) -> dict[UUID, Omission]:
    """Those of the readers who may not be told on this day, and why. Raises Unavailable."""
    audiences = {reader.audience for reader in readers}
    members: dict[Audience, Collection[UUID]] = {
        Audience.AFFILIATES: await affiliates(session, finding.owner_id, on),
        Audience.SUPPLIER: await _eligible(session, suppliers_api, finding, audiences),
    }
    return omitted(readers, members)


async def _eligible(
    session: AsyncSession, suppliers_api: SuppliersApi, finding: Finding, audiences: Collection[Audience]
) -> set[UUID]:
    """The organisations to which a release for suppliers could be made."""
    if Audience.SUPPLIER not in audiences or finding.facility_id is None:
        return set()
    found = await candidates_at(session, suppliers_api, finding.facility_id)
    return {each.organisation_id for each in found if each.is_eligible and each.organisation_id is not None}


async def drop_readers(session: AsyncSession, finding: Finding, org_ids: Collection[UUID]) -> None:
    """They were never told; a later release can reach them."""
    of_finding = delete(FindingReader).where(col(FindingReader.finding_id) == finding.id)
    await session.exec(of_finding.where(col(FindingReader.org_id).in_(org_ids), ~col(FindingReader.is_told)))
