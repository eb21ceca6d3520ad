"""Which findings the caller may know of.

Action points, agendas and annexes refer to findings. They show a reference only to a caller that may read the
finding at that moment, and all of them ask here: a new embargo, or a withdrawal, hides it everywhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from dialogue import visibility
from dialogue.tables import Finding


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """What a reference shows of a finding to a caller that may read it."""

    owner_id: UUID
    facility_name: str | None


async def known_findings(
    session: AsyncSession, caller: Caller, finding_ids: Collection[UUID]
) -> dict[UUID, KnownFinding]:
    """Those of the findings that the caller may read now, by id."""
    clause = visibility.FINDINGS.get(caller.org_kind)
    if clause is None or not finding_ids:
        return {}
    statement = select(Finding.id, Finding.owner_id, Finding.facility_name).where(
        col(Finding.id).in_(finding_ids), clause
    )
    rows = (await session.exec(statement, params=binds(caller))).all()
    return {finding_id: KnownFinding(owner_id, name) for finding_id, owner_id, name in rows}
