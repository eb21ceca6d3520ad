"""The history of the risk of a source, as its monitor reads it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from dialogue.findings.risk.rules import RiskStep
from dialogue.findings.rules import SourceRisk


class RiskEntry(BaseModel):
    """What a person did with the risk of the source, and why."""

    at: datetime = Field(description="When it was done.")
    by: UUID = Field(description="The person who did it.")
    step: RiskStep = Field(description="What was done.")
    before: SourceRisk = Field(description="The risk before it.")
    risk: SourceRisk = Field(description="The risk that was proposed, set or dropped.")
    motive: str | None = Field(
        description="Why. Null: not said, which is possible for a risk that was raised.",
        examples=["The people who spoke have left the region."],
    )
