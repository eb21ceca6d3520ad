"""The evidence an answer cites: files of the dossier by what they were handed in with, other documents as said."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.clock import today
from chassis.problems import Fault
from dialogue.assignments.schemas import EvidenceNote, EvidenceRef
from dialogue.dialogues.rules import UnknownReference
from dialogue.evidence.queries import of_dossier
from dialogue.evidence.rules import IssuedInFuture
from dialogue.tables import Evidence


async def cited(
    session: AsyncSession, dossier_id: UUID, evidence: Sequence[UUID | EvidenceRef | EvidenceNote]
) -> list[dict[str, Any]]:
    """Raises UnknownReference, IssuedInFuture."""
    said = [EvidenceRef(evidence_id=item) if isinstance(item, UUID) else item for item in evidence]
    wanted = [item.evidence_id for item in said if isinstance(item, EvidenceRef)]
    files = {row.id: row for row in await of_dossier(session, dossier_id, wanted)}
    faults = [
        Fault(f"/evidence/{index}", "unknown_reference", "There is no such file in this dialogue.")
        for index, item in enumerate(said)
        if isinstance(item, EvidenceRef) and item.evidence_id not in files
    ]
    if faults:
        raise UnknownReference(errors=faults)
    found = [_as_cited(item, files) for item in said]
    for index, item in enumerate(found):
        if item["issued_on"] > str(today()):
            raise IssuedInFuture(pointer=f"/evidence/{index}/issued_on")
    return found


def _as_cited(item: EvidenceRef | EvidenceNote, files: Mapping[UUID, Evidence]) -> dict[str, Any]:
    if isinstance(item, EvidenceNote):
        return {"evidence_id": None, **item.model_dump(mode="json")}
    row = files[item.evidence_id]
    return {
        "evidence_id": str(row.id),
        "document": row.title,
        "issuer": row.issuer,
        "issued_on": str(row.issued_on),
        "page": item.page or row.page,
    }
