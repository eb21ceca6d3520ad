"""Reading the rows of evidence; the bytes are in `storage`."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import Listing, equals
from chassis.rows import find
from dialogue import visibility
from dialogue.evidence.rules import EvidenceNotFound
from dialogue.evidence.schemas import EvidenceQuery
from dialogue.tables import Evidence

EVIDENCE = Listing(
    name="evidence",
    columns=(
        col(Evidence.id),
        col(Evidence.version),
        col(Evidence.created_at),
        col(Evidence.updated_at),
        col(Evidence.dossier_id).label("dialogue_id"),
        col(Evidence.title),
        col(Evidence.issuer),
        col(Evidence.issued_on),
        col(Evidence.page),
        col(Evidence.file_name),
        col(Evidence.kind),
        col(Evidence.size),
        col(Evidence.sha256),
        func.coalesce(col(Evidence.original_sha256), col(Evidence.sha256)).label("original_sha256"),
        col(Evidence.uploaded_by_org),
    ),
    key=col(Evidence.id),
    visible=visibility.EVIDENCE,
    query=EvidenceQuery,
    filters={"dialogue_id": equals(col(Evidence.dossier_id))},
)


async def evidence(session: AsyncSession, caller: Caller, evidence_id: UUID) -> Evidence:
    """Raises EvidenceNotFound."""
    return await find(session, Evidence, evidence_id, caller, visible=visibility.EVIDENCE, missing=EvidenceNotFound)


async def of_dossier(session: AsyncSession, dossier_id: UUID, ids: Collection[UUID | None]) -> dict[UUID, Evidence]:
    """Those of the ids that are evidence of this dossier, with their rows."""
    wanted = {item for item in ids if item is not None}
    if not wanted:
        return {}
    statement = select(Evidence).where(col(Evidence.dossier_id) == dossier_id, col(Evidence.id).in_(wanted))
    return {row.id: row for row in (await session.exec(statement)).all()}
