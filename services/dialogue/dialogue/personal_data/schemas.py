"""Participants of meetings who ask for their data, in requests and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.text import Line
from dialogue.meetings.rules import MeetingKind
from dialogue.meetings.schemas import Participant
from dialogue.personal_data.rules import IdentityCheck

IDENTITY_CHECK = Field(
    description="How you made sure that the person who asks is the person in question. The journal keeps it."
)
PERSON_NAME = Field(
    min_length=3, description="Name of the person, without regard to capitals and accents. Others can have it, too."
)
MEETING = "01980000-0000-7000-8000-000000000004"
AN_EXPORT: dict[str, JsonValue] = {"person_name": "Jan Maes", "identity_check": "recorded_address"}
AN_ERASURE: dict[str, JsonValue] = {**AN_EXPORT, "meeting_ids": [MEETING]}


class ParticipantExportIn(BaseModel):
    """The person who asks in which meetings you have named them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [AN_EXPORT]})

    person_name: Annotated[Line, PERSON_NAME]
    identity_check: Annotated[IdentityCheck, IDENTITY_CHECK]


class ParticipantErasureIn(ParticipantExportIn):
    """The meetings in which the name is removed, as an export lists them."""

    model_config = ConfigDict(json_schema_extra={"examples": [AN_ERASURE]})

    meeting_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)] = Field(description="The meetings.")


class AttendedMeeting(BaseModel):
    """A meeting with a participant of this name."""

    id: UUID = Field(description="The meeting.")
    dialogue_id: UUID = Field(description="Its dialogue.")
    supplier_id: UUID = Field(description="The supplier with which the dialogue is.")
    kind: MeetingKind = Field(description="What the meeting was for.")
    starts_at: datetime = Field(description="When it began or begins.")
    participants: list[Participant] = Field(description="The participants of this name, as they are recorded.")
    readers: list[UUID] = Field(description="The organisations that take part in the dialogue and can read it.")


class ParticipantMention(BaseModel):
    """A record whose texts contain the name; a person must read it and decide."""

    kind: str = Field(description="The kind of record.", examples=["meeting"])
    id: UUID = Field(description="Its id.")
    fields: list[str] = Field(description="The fields with the name.", examples=[["minutes"]])


class ParticipantExport(BaseModel):
    """What your dialogues say about a person (GDPR, article 15). It is not stored; give it to the person."""

    taken_at: datetime = Field(description="When it was collected, in UTC.")
    meetings: list[AttendedMeeting] = Field(description="Meetings with a participant of this name, at most 200.")
    mentions: list[ParticipantMention] = Field(description="Meetings and dialogues whose texts have the name.")


class ParticipantErasure(BaseModel):
    """From which meetings the name was removed (GDPR, article 17)."""

    meeting_ids: list[UUID] = Field(description="The meetings; role, organisation and function stay.")
    mentions: list[ParticipantMention] = Field(description="Records whose texts still have the name.")
