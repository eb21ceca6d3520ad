"""Reading what is known of evidence; its bytes are `files`."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller
from chassis.rows import find
from dialogue import visibility
from dialogue.evidence.rules import EvidenceNotFound
from dialogue.tables import Evidence


async def evidence(session: AsyncSession, caller: Caller, evidence_id: UUID) -> Evidence:
    """Raises EvidenceNotFound."""
    return await find(session, Evidence, evidence_id, caller, visibility.EVIDENCE, missing=EvidenceNotFound)


async def of_dossier(session: AsyncSession, dossier_id: UUID, ids: Collection[UUID]) -> Sequence[Evidence]:
    """Those of the ids that are evidence of this dossier."""
    if not ids:
        return []
    statement = select(Evidence).where(col(Evidence.dossier_id) == dossier_id, col(Evidence.id).in_(ids))
    return (await session.exec(statement)).all()
