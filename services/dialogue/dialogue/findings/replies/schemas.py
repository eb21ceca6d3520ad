"""A company's replies to a finding on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chassis.text import Prose
from dialogue.findings.rules import ReplyKind


class ReplyIn(BaseModel):
    """A company's answer to a finding."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "We have asked the factory for its records."}]}
    )

    text: Prose


class ReplyOut(BaseModel, from_attributes=True):
    """A company's words as the monitor sees them."""

    supplier_id: UUID
    kind: ReplyKind
    text: str
    replied_on: date
