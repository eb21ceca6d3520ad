"""Evidence on the wire."""

from datetime import date
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

    dialogue_id: UUID = Field(description="The dialogue it belongs to.")
    title: str = Field(description="What the document is.", examples=["Site list 2026"])
    issuer: str = Field(description="Who issued the document.", examples=["Meridiaan Systems"])
    issued_on: date = Field(description="The date on the document.")
    page: str | None = Field(description="The page or place to look at. Null: the whole document.")
    file_name: str = Field(description="The name of the file.", examples=["site-list-2026.pdf"])
    kind: FileKind = Field(description="The type of the file, detected from its content.")
    size: int = Field(description="The size of the file in bytes.", examples=[48213])
    sha256: str = Field(
        description="The SHA-256 of the file as it can be downloaded, in hexadecimal digits.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    original_sha256: str = Field(
        description="The SHA-256 of the file as it was sent; it differs where names, places or times were removed.",
        examples=["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"],
    )
    uploaded_by_org: UUID = Field(description="The organisation that added it.")


class EvidenceOut(EvidenceItem):
    """A file that supports a statement; the address of its bytes is `content`."""

    media_type: str = Field(description="The media type of the file.", examples=["application/pdf"])
    content: str = Field(
        description="The path of the bytes.",
        examples=["/v1/evidence/0197f3a2-0000-7000-8000-000000000001/content"],
    )
