"""Escalations in requests and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.numbers import WHOLE_NUMBER
from chassis.text import Prose

LADDER = "1 informal engagement, 2 formal notice, 3 improvement plan, 4 sanction of the contract, 5 termination"
ESCALATION_LEVEL = Field(description=f"How far it is escalated: 0 not at all, {LADDER}.", examples=[0])
LEGAL_BAN = "The law that forbids the goods or the supplier; allows level 5 at once."


class EscalationIn(BaseModel):
    """The next level of an obligation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"level": 1, "reason": "Called: the report is promised for next week."}]},
    )

    level: Annotated[int, Field(ge=1, le=5), WHOLE_NUMBER] = Field(description=f"{LADDER}.")
    reason: Prose = Field(description="Why, and what was done; the supplier reads it.")
    legal_ban: Prose | None = Field(default=None, description=f"{LEGAL_BAN} Null for other escalations.")


class EscalationOut(BaseModel, from_attributes=True):
    """A step on the ladder; level 0 is the end of an escalation."""

    id: UUID = Field(description="Permanent id.")
    obligation_id: UUID = Field(description="The obligation.")
    level: int = Field(description=f"0 ended, {LADDER}.", examples=[1])
    reason: str | None = Field(description="Why, and what was done; null at the end.")
    legal_ban: str | None = Field(description=f"{LEGAL_BAN} Null for other escalations.")
    created_at: datetime = Field(description="When it was escalated, in UTC.")
    created_by: UUID = Field(description="Person of the buyer who did it.")


class EscalationList(BaseModel):
    """All steps of an obligation; there are few, so they come in one page."""

    items: list[EscalationOut] = Field(description="The steps, oldest first.")
    next: None = Field(default=None, description="Always null: there is no further page.")
