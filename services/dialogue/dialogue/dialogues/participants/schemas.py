"""Participants of a dialogue on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import Day
from chassis.vocabulary import OrgKind


class ParticipantIn(BaseModel):
    """A monitor or an expert that takes part; it reads what both sides share."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"organisation_id": "01980000-0000-7000-8000-000000000003", "until": "2027-12-31"}]
        },
    )

    organisation_id: UUID = Field(description="The monitor or expert; it must have an account.")
    until: Day | None = Field(
        None, description="The last day it takes part; a past day ends its access. Null: no end is planned."
    )


class ParticipantOut(BaseModel):
    """An organisation that takes part, or took part, in the dialogue; both sides see it."""

    organisation_id: UUID = Field(description="The organisation.")
    name: str = Field(description="Its name.", examples=["Monitor of Voorbeeld"])
    kind: OrgKind = Field(description="What it is.", examples=["monitor"])
    until: date | None = Field(description="The last day it takes part. Null: no end is planned.")
