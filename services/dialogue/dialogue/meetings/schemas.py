"""Meetings on the wire."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from chassis.clock import in_utc
from chassis.dates import near
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from dialogue.meetings.rules import (
    Agreement,
    Caution,
    FunctionArea,
    MeetingKind,
    MeetingStatus,
    Mode,
    ParticipantRole,
)


def _as_list(value: Any) -> Any:
    """One point needs no list around it."""
    return [value] if isinstance(value, str) else value


Points = Annotated[list[Prose], BeforeValidator(_as_list), Field(max_length=100)]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
Instant = Annotated[AwareDatetime, AfterValidator(near), AfterValidator(in_utc)]


class Participant(BaseModel):
    """Somebody at the table; who speaks for workers has no name."""

    model_config = ConfigDict(extra="forbid")

    role: ParticipantRole
    name: Line | None = None
    organisation: Line | None = None
    function_area: FunctionArea | None = None


Participants = Annotated[list[Participant], Field(max_length=100)]

A_MEETING: dict[str, JsonValue] = {
    "dialogue_id": "01980000-0000-7000-8000-000000000001",
    "kind": "deepening",
    "starts_at": "2026-11-12T13:00:00Z",
    "participants": [
        {"role": "buyer", "name": "Els Peeters", "organisation": "Stad Noord", "function_area": "sustainability"},
        {
            "role": "supplier_contact",
            "name": "Jan Maes",
            "organisation": "Meridiaan Systems",
            "function_area": "human_rights",
        },
    ],
    "agenda": ["Sites of model Aero 14", "Working hours in the peak season"],
    "minutes": "The site list is promised for December.",
    "decisions": ["Meridiaan names the sites of the batteries."],
}


class MeetingIn(BaseModel):
    """A meeting as it is planned, or as it was held."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_MEETING]})

    dialogue_id: UUID
    kind: MeetingKind
    starts_at: Instant
    duration_min: Minutes | None = None
    mode: Mode | None = None
    participants: Participants = []
    agenda: Points = []
    minutes: Prose | None = None
    decisions: Points = []
    follow_up_questions: Points = []
    internal_notes: Annotated[Prose | None, Field(description="never shown to the supplier")] = None


class MeetingPatch(Patch):
    """What may change of a meeting (RFC 7396); lists are replaced as a whole."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"minutes": "The site list is promised for December."}]}
    )

    clearable = frozenset({"duration_min", "mode", "internal_notes"})

    kind: MeetingKind | None = None
    starts_at: Instant | None = None
    duration_min: Minutes | None = None
    mode: Mode | None = None
    participants: Participants | None = None
    agenda: Points | None = None
    minutes: Prose | None = None
    decisions: Points | None = None
    follow_up_questions: Points | None = None
    internal_notes: Prose | None = None


class MeetingMove(BaseModel):
    """A transition; `minutes` come with the drafting, a new `starts_at` with the planning anew."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "confirmed"}]})

    to: MeetingStatus
    reason: Prose | None = None
    minutes: Prose | None = None
    starts_at: Instant | None = None


class AddendumIn(BaseModel):
    """A correction of agreed minutes."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "The list comes in January, not in December."}]}
    )

    text: Prose


class Addendum(BaseModel):
    """A correction, by whom and when."""

    at: datetime
    by_org: UUID
    text: str


class CautionOut(BaseModel):
    """What a reader should know; nothing is refused for it."""

    code: Caution
    detail: str


class MeetingQuery(ListQuery):
    """Which meetings a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only meetings of this dialogue.")
    kind: MeetingKind | None = Field(None, description="Only meetings of this kind.")
    status: MeetingStatus | None = Field(None, description="Only meetings with this status.")


class MeetingItem(StampedOut):
    """A meeting in a list."""

    dialogue_id: UUID
    kind: MeetingKind
    starts_at: datetime
    duration_min: int | None
    mode: Mode | None
    participants: list[Participant]
    agenda: list[str]
    status: MeetingStatus


class MeetingOut(MeetingItem):
    """A meeting; what was said and decided is the supplier's to see once the minutes are shared."""

    status_reason: str | None
    minutes: str | None
    decisions: list[str]
    follow_up_questions: list[str]
    internal_notes: Annotated[str | None, Field(description="the buyer's own; null for everybody else")]
    addenda: list[Addendum]
    minutes_shared_on: date | None
    comment_until: Annotated[date | None, Field(description="the last day for the supplier's comments")]
    agreement: Annotated[Agreement | None, Field(description="whether the supplier agreed, or let the time pass")]
    warnings: list[CautionOut]
    allowed_transitions: list[MeetingStatus]
