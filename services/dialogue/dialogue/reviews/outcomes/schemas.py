"""Outcomes of agenda items on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.text import Prose
from dialogue.reviews.agenda.rules import AgendaKind
from dialogue.reviews.rules import Outcome


class OutcomeIn(BaseModel):
    """The outcome of one item of the agenda."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "open_action",
                    "subject_id": "01980000-0000-7000-8000-000000000001",
                    "outcome": "carry_over",
                    "new_due_date": "2027-01-31",
                    "note": "The auditor comes in January.",
                }
            ]
        },
    )

    kind: AgendaKind = Field(description="The kind of the item.")
    subject_id: UUID = Field(description="The `subject_id` of the item.")
    outcome: Outcome = Field(description="What was decided.")
    new_due_date: Day | None = Field(None, description="The new last day; required for `carry_over`.")
    note: Prose | None = Field(None, description="A note on the decision. Null: none.")


class OutcomeOut(BaseModel, from_attributes=True):
    """The outcome of an item of the agenda."""

    outcome: Outcome = Field(description="What was decided.")
    new_due_date: date | None = Field(description="The new last day. Null: the outcome is not `carry_over`.")
    note: str | None = Field(description="A note on the decision. Null: none.")
