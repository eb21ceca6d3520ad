"""Participants of a dialogue on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day


class ParticipantIn(BaseModel):
    """A seat for a monitor or an expert: it sees what both sides share."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"organisation_id": "01980000-0000-7000-8000-000000000003", "until": "2027-12-31"}]
        },
    )

    organisation_id: UUID
    until: Annotated[Day | None, Field(description="the last day; a day that has passed ends the seat")] = None


class ParticipantOut(BaseModel):
    """Who else sits in the dossier: both sides see it."""

    organisation_id: UUID
    name: str
    kind: str
    until: date | None
