"""Outcomes of agenda items on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chassis.dates import Day
from chassis.text import Prose
from dialogue.reviews.rules import AgendaKind, Outcome


class OutcomeIn(BaseModel):
    """What became of one item of the agenda; `carry_over` brings a new date."""

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

    kind: AgendaKind
    subject_id: UUID
    outcome: Outcome
    new_due_date: Day | None = None
    note: Prose | None = None


class OutcomeOut(BaseModel, from_attributes=True):
    """What became of an item."""

    outcome: Outcome
    new_due_date: date | None
    note: str | None
