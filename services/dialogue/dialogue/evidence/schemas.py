"""Evidence on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from dialogue.evidence.rules import FileKind


class EvidenceQuery(ListQuery):
    """Which evidence a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only evidence of this dialogue.")


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
