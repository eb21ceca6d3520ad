"""Evidence on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.rows import StampedOut
from dialogue.evidence.rules import MEDIA_TYPES, FileKind
from dialogue.tables import Evidence


class EvidenceItem(StampedOut):
    """A file of evidence in a list."""

    dialogue_id: UUID
    title: str
    issuer: str
    issued_on: date
    page: str | None
    file_name: str
    kind: FileKind
    size: Annotated[int, Field(description="bytes")]
    sha256: str
    uploaded_by_org: UUID


class EvidenceOut(EvidenceItem):
    """A file of evidence; its bytes are at `content`."""

    media_type: str
    content: str


class Handed(BaseModel):
    """What comes with a file, beside its bytes."""

    dialogue_id: UUID
    title: str
    issuer: str
    issued_on: date
    page: str | None
    file_name: str


def evidence_out(row: Evidence) -> EvidenceOut:
    said: dict[str, Any] = row.model_dump() | {
        "dialogue_id": row.dossier_id,
        "media_type": MEDIA_TYPES[row.kind],
        "content": f"/v1/evidence/{row.id}/content",
    }
    return EvidenceOut.model_validate(said)
