"""A file of evidence as the parties of its dialogue see it."""

from typing import Any

from dialogue.evidence.rules import MEDIA_TYPES
from dialogue.evidence.schemas import EvidenceOut
from dialogue.tables import Evidence


def evidence_out(row: Evidence) -> EvidenceOut:
    fields: dict[str, Any] = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "original_sha256": row.original_sha256 or row.sha256,
        "media_type": MEDIA_TYPES[row.kind],
        "content": f"/v1/evidence/{row.id}/content",
    }
    return EvidenceOut.model_validate(fields)
