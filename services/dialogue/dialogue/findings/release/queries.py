"""Reading who reads a finding, and who would read it after a further release."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from dialogue.findings.candidates.queries import candidates_at
from dialogue.findings.candidates.rules import Candidate
from dialogue.findings.release.rules import Audience, Need
from dialogue.findings.rules import RELEASED, FindingNotFound, FindingStatus
from dialogue.organisations.queries import affiliates, representatives
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding, FindingReader, FindingRelease


@dataclass(frozen=True)
class Reach:
    """The new readers of a release by audience; an organisation counts once, for the first audience that has it."""

    by_audience: Mapping[Audience, set[UUID]]

    @property
    def readers(self) -> set[UUID]:
        return set().union(*self.by_audience.values())


@dataclass(frozen=True)
class ReleasePreview:
    """The new readers of a release, the suppliers that it can name, and what it still needs."""

    reach: Reach
    candidates: list[Candidate]
    needs: list[Need]


async def reader(session: AsyncSession, caller: Caller, finding_id: UUID) -> FindingReader:
    """How the caller's organisation reads a finding: by name, else as a part of the public.

    Raises FindingNotFound where it reads it as neither, or was not told yet.
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
    return list(
        (await session.exec(select(FindingReader).where(col(FindingReader.finding_id) == finding_id))).all()
    )


async def told_readers_of(session: AsyncSession, finding_id: UUID) -> list[FindingReader]:
    """Those who got the event of their release; for others nothing happens, whatever happens to the finding."""
    return [reader for reader in await readers_of(session, finding_id) if reader.is_told]


async def releases_of(session: AsyncSession, finding_id: UUID) -> list[FindingRelease]:
    """Oldest first."""
    statement = select(FindingRelease).where(col(FindingRelease.finding_id) == finding_id)
    return list((await session.exec(statement.order_by(col(FindingRelease.released_at)))).all())


async def is_released_to_supplier(session: AsyncSession, finding_id: UUID) -> bool:
    return any(Audience.SUPPLIER in release.audiences for release in await releases_of(session, finding_id))


async def is_known_to_supplier(
    session: AsyncSession, finding_id: UUID, *, buyer_id: UUID, supplier_id: UUID
) -> bool:
    """Whether every organisation that represents the supplier with this buyer reads the finding."""
    readers = {reader.org_id for reader in await told_readers_of(session, finding_id)}
    if NOBODY in readers:
        return True
    organisations = await representatives(session, buyer_id=buyer_id, supplier_id=supplier_id)
    return bool(organisations) and readers.issuperset(organisations)


async def reach_of(
    session: AsyncSession,
    row: Finding,
    audiences: Collection[Audience],
    *,
    named_buyers: Collection[UUID],
    supplier_orgs: Collection[UUID],
) -> Reach:
    """Who a release to these audiences would newly reach."""
    wanted: dict[Audience, set[UUID]] = {
        Audience.SUPPLIER: set(supplier_orgs),
        Audience.AFFILIATES: await affiliates(session, row.owner_id),
        Audience.NAMED_BUYERS: set(named_buyers),
        Audience.PUBLIC: {NOBODY},
    }
    reached = {reader.org_id for reader in await readers_of(session, row.id)}
    new_readers: dict[Audience, set[UUID]] = {}
    for audience in Audience:
        if audience in audiences:
            new_readers[audience] = wanted[audience] - reached
            reached |= new_readers[audience]
    return Reach(new_readers)


async def candidates_of(
    session: AsyncSession, suppliers: SuppliersApi, row: Finding, audiences: Collection[Audience]
) -> list[Candidate]:
    """The suppliers at the site, where an editor may see them: for a validated finding with a confirmed site.

    The site is that of the finding and not one of the terms: otherwise one finding would be enough to ask who uses
    each site of the register.
    """
    is_ready = row.status is FindingStatus.VALIDATED or row.status in RELEASED
    if Audience.SUPPLIER not in audiences or not is_ready or row.facility_id is None:
        return []
    return await candidates_at(session, suppliers, row.facility_id)
