"""Meetings on the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from chassis.clock import in_utc
from chassis.dates import near
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose, as_list
from dialogue.meetings.participants.rules import Caution, FunctionArea, ParticipantRole
from dialogue.meetings.rules import Agreement, MeetingKind, MeetingStatus, Mode

Points = Annotated[list[Prose], BeforeValidator(as_list), Field(max_length=100)]
Instant = Annotated[AwareDatetime, AfterValidator(near), AfterValidator(in_utc)]

DialogueId = Annotated[UUID, Field(description="The dialogue it belongs to.")]
Kind = Annotated[MeetingKind, Field(description="What the meeting is for.")]
StartsAt = Annotated[Instant, Field(description="When it starts, with a time zone; answers are in UTC.")]
Duration = Annotated[
    int | None,
    Field(ge=1, le=24 * 60, description="The duration in minutes, up to a day. Null: not said."),
    WHOLE_NUMBER,
]
Place = Annotated[Mode | None, Field(description="How people meet. Null: not said.")]
Agenda = Annotated[Points, Field(description="The points of the agenda, in order. Empty: none are written down.")]
Minutes = Annotated[
    Prose | None,
    Field(description="The minutes. Null: not written; for the supplier also until they are shared."),
]
Decisions = Annotated[
    Points,
    Field(description="What was decided. Empty: nothing; for the supplier also until the minutes are shared."),
]
FollowUps = Annotated[
    Points,
    Field(
        description="Questions to answer after the meeting. Empty: none; for the supplier also until the minutes"
        " are shared.",
        examples=[["Which site makes the batteries?"]],
    ),
]
Notes = Annotated[Prose | None, Field(description="Notes that only the buyer reads. Null: none, or not yours.")]


class Participant(BaseModel):
    """A person who takes part in the meeting."""

    model_config = ConfigDict(extra="forbid")

    role: ParticipantRole = Field(description="In which role they take part.")
    name: Line | None = Field(
        None, description="Their name; not allowed for `worker_representative`. Null: not written down."
    )
    organisation: Line | None = Field(None, description="Their organisation. Null: not written down.")
    function_area: FunctionArea | None = Field(
        None, description="What they work on in their organisation. Null: not written down."
    )


Participants = Annotated[list[Participant], Field(max_length=100, description="Who takes part. Empty: not known.")]

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
    """A meeting that is planned, or that was held."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_MEETING]})

    dialogue_id: DialogueId
    kind: Kind
    starts_at: StartsAt
    duration_min: Duration = None
    mode: Place = None
    participants: Participants = []
    agenda: Agenda = []
    minutes: Minutes = None
    decisions: Decisions = []
    follow_up_questions: FollowUps = []
    internal_notes: Notes = None


class MeetingPatch(Patch):
    """What may change in a meeting (RFC 7396): absent fields stay as they are, lists are replaced as a whole."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"minutes": "The site list is promised for December."}]}
    )

    clearable = frozenset({"duration_min", "mode", "internal_notes"})

    kind: Kind | None = Field(None, description="What the meeting is for.")
    starts_at: StartsAt | None = Field(None, description="The new start, with a time zone.")
    duration_min: Duration = None
    mode: Place = None
    participants: Participants | None = Field(None, description="The new list of participants.")
    agenda: Agenda | None = Field(None, description="The new agenda.")
    minutes: Minutes = Field(None, description="The minutes; a held meeting then has the status `minutes_draft`.")
    decisions: Decisions | None = Field(None, description="The new list of decisions.")
    follow_up_questions: FollowUps | None = Field(None, description="The new list of questions.")
    internal_notes: Notes = None


class MeetingTransition(BaseModel):
    """A transition of a meeting."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "confirmed"}]})

    to: MeetingStatus = Field(description="The new status: one of `allowed_transitions`.")
    reason: Prose | None = Field(
        None, description="Why; required for `postponed`, `cancelled` and `minutes_disputed`."
    )
    minutes: Prose | None = Field(
        None, description="The minutes; required for `minutes_draft`, if the meeting has none yet."
    )
    starts_at: Instant | None = Field(
        None, description="The new start, with a time zone; required to plan a postponed meeting again."
    )


class AddendumIn(BaseModel):
    """A correction of agreed minutes."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "The list comes in January, not in December."}]}
    )

    text: Prose = Field(description="The correction; the minutes stay as they are.")


class Addendum(BaseModel):
    """A correction of the minutes."""

    at: datetime = Field(description="When it was added.")
    by_org: UUID = Field(description="The organisation that added it.")
    text: str = Field(description="The correction.", examples=["The list comes in January, not in December."])


class CautionOut(BaseModel):
    """A warning about a meeting; nothing is refused because of it."""

    code: Caution = Field(description="Which warning it is.")
    detail: str = Field(
        description="The warning in words.",
        examples=["Only salespeople took part for the supplier; ask for a person who works on human rights."],
    )


class MeetingQuery(ListQuery):
    """Which meetings a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only meetings of this dialogue.")
    kind: MeetingKind | None = Field(None, description="Only meetings of this kind.")
    status: MeetingStatus | None = Field(None, description="Only meetings with this status.")


class MeetingItem(StampedOut):
    """A meeting in a list."""

    dialogue_id: DialogueId
    kind: Kind
    starts_at: datetime = Field(description="When it starts, in UTC.")
    duration_min: Duration
    mode: Place
    participants: Participants
    agenda: Agenda
    status: MeetingStatus = Field(description="The status today.")


class MeetingOut(MeetingItem):
    """A meeting; the supplier sees minutes, decisions and questions when the minutes are shared."""

    status_reason: str | None = Field(description="The reason of the last transition. Null: none was given.")
    minutes: Minutes
    decisions: Decisions
    follow_up_questions: FollowUps
    internal_notes: Notes
    addenda: list[Addendum] = Field(description="Corrections of the minutes, oldest first.")
    minutes_shared_on: date | None = Field(description="The day the minutes were shared. Null: they were not.")
    comment_until: date | None = Field(
        description="The last day for comments of the supplier. Null: the minutes were not shared."
    )
    agreement: Agreement | None = Field(description="How the minutes were agreed. Null: they are not agreed.")
    warnings: list[CautionOut] = Field(description="What a reader should know. Empty: nothing.")
    allowed_transitions: list[MeetingStatus] = Field(description="The states that you can move it to now.")
