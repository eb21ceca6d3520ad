"""A company's replies to a finding on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Prose
from dialogue.findings.rules import ReplyKind


class ReplyIn(BaseModel):
    """A reply of a company to a finding."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "We have asked the factory for its records."}]}
    )

    text: Prose = Field(description="The reply; it names no worker.")
    is_published: bool = Field(
        False,
        description="True publishes it next to the finding, for all its readers but other suppliers. False: only"
        " the monitor and your own buyers read it.",
    )


class ReplyOut(BaseModel, from_attributes=True):
    """A reply of a company, as the monitor sees it."""

    supplier_id: UUID = Field(description="The supplier that the company represents.")
    kind: ReplyKind = Field(description="Whether it replies or disputes.")
    is_published: bool = Field(default=True, description="True if it is published next to the finding.")
    text: str = Field(description="The reply.", examples=["We have asked the factory for its records."])
    replied_on: date = Field(description="The day of the reply.")
