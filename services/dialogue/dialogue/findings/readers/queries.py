"""Reading who reads a finding.

A reader is informed once it got the event of its release; before, the finding does not exist for it.
"""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from dialogue.findings.readers.rules import is_known_to_all
from dialogue.findings.rules import FindingNotFound
from dialogue.organisations.queries import representatives
from dialogue.tables import FindingReader


async def reader(session: AsyncSession, caller: Caller, finding_id: UUID) -> FindingReader:
    """How the caller's organisation reads a finding: by name, else as a part of the public.

    Raises FindingNotFound where it reads it as neither, or is not informed yet.
    """
    statement = select(FindingReader).where(
        col(FindingReader.finding_id) == finding_id,
        col(FindingReader.org_id).in_([caller.org, NOBODY]),
        col(FindingReader.is_told),
    )
    by_org = {row.org_id: row for row in (await session.exec(statement)).all()}
    row = by_org.get(caller.org) or by_org.get(NOBODY)
    if row is None:
        raise FindingNotFound
    return row


async def readers_of(session: AsyncSession, finding_id: UUID) -> list[FindingReader]:
    statement = select(FindingReader).where(col(FindingReader.finding_id) == finding_id)
    return list((await session.exec(statement)).all())


async def informed_readers_of(session: AsyncSession, finding_id: UUID) -> list[FindingReader]:
    """For readers who are not informed nothing happens, whatever happens to the finding."""
    statement = select(FindingReader).where(col(FindingReader.finding_id) == finding_id, col(FindingReader.is_told))
    return list((await session.exec(statement)).all())


async def informed_organisations(session: AsyncSession, finding_id: UUID) -> set[UUID]:
    """Who knows the finding; the nil UUID is the public."""
    return {reader.org_id for reader in await informed_readers_of(session, finding_id)}


async def is_known_to_supplier(
    session: AsyncSession, finding_id: UUID, *, buyer_id: UUID, supplier_id: UUID
) -> bool:
    """Whether every organisation that represents the supplier with this buyer knows the finding."""
    organisations = await representatives(session, buyer_id=buyer_id, supplier_id=supplier_id)
    return is_known_to_all(organisations, informed=await informed_organisations(session, finding_id))
