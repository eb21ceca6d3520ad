"""Action points on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import DueDate
from chassis.numbers import WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Code, Line, Prose
from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import ActionKind, ActionStatus, OriginKind, Priority, ShownTo, WorkersInput
from dialogue.action_points.sides.rules import OwnerSide, Side

DialogueId = Annotated[UUID, Field(description="The dialogue it belongs to.")]
MeetingId = Annotated[UUID | None, Field(description="The meeting where it was discussed. Null: in no meeting.")]
Owner = Annotated[OwnerSide, Field(description="Who carries out the action.")]
Title = Annotated[Line, Field(description="What will be done, in a few words.")]
Criterion = Annotated[Prose, Field(description="How one will see that it was done.")]
Description = Annotated[Prose | None, Field(description="What will be done, in detail. Null: the title says all.")]
Kind = Annotated[ActionKind, Field(description="What sort of action it is.")]
Contact = Annotated[
    Line | None, Field(description="The function that does it, never a person's name. Null: not named.")
]
Provisions = Annotated[
    list[Code],
    Field(
        max_length=20,
        description="Codes of the standards it is about, from the code lists `provisions` and `practices`."
        " Empty: none.",
        examples=[["WG03"]],
    ),
]
FacilityIds = Annotated[
    list[UUID], Field(max_length=20, description="The facilities it is about. Empty: no certain facility.")
]
EvidenceIds = Annotated[
    list[UUID], Field(max_length=50, description="Evidence of this dialogue that shows the progress. Empty: none.")
]
Urgency = Annotated[Priority, Field(description="How urgent it is, from `low` (least) to `critical` (most).")]
Workers = Annotated[
    WorkersInput | None,
    Field(
        description="Whether the affected workers were heard. Required for the kind `remedy`. Null: not asked,"
        " because it is no remedy."
    ),
]
Obstacles = Annotated[Prose | None, Field(description="What makes the work difficult. Null: nothing was reported.")]
Progress = Annotated[
    int, Field(ge=0, le=100, description="Progress in percent, from 0 to 100.", examples=[40]), WHOLE_NUMBER
]


class Origin(BaseModel):
    """What led to the action point."""

    model_config = ConfigDict(extra="forbid")

    kind: OriginKind = Field(description="What sort of thing led to it.")
    id: UUID | None = Field(
        None, description="That meeting, answer, finding or annual review. Null: no certain one, or another kind."
    )


class ActionPointIn(BaseModel):
    """An action point that one side proposes."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dialogue_id": "01980000-0000-7000-8000-000000000001",
                    "owner_side": "buyer",
                    "title": "Give a forecast of our orders two quarters ahead",
                    "success_criterion": "The supplier confirms that the forecast reached its planning in time.",
                    "due_date": "2027-03-01",
                }
            ]
        },
    )

    dialogue_id: DialogueId
    meeting_id: MeetingId = None
    owner_side: Owner
    title: Title
    success_criterion: Criterion
    due_date: DueDate = Field(
        description="The last day to do it, in UTC. A date with a time means its day in Brussels."
    )
    description: Description = None
    kind: Kind = ActionKind.PROCESS
    owner_contact: Contact = None
    origin: Origin | None = Field(None, description="What led to it. Null: not said.")
    provisions: Provisions = []
    facility_ids: FacilityIds = []
    priority: Urgency = Field(
        Priority.MEDIUM,
        description="How urgent it is, from `low` (least) to `critical` (most); at least as urgent as the finding"
        " that led to it is severe.",
    )
    workers_input: Workers = None
    shown_to: ShownTo | None = Field(
        None,
        description="Who reads it. Null: all parties of the dialogue, or the buyer only, where the supplier does"
        " not know the origin.",
    )


class ActionPointPatch(Patch):
    """What may change (RFC 7396): absent fields stay as they are.

    Until it is agreed, the side that proposed it changes the proposal. The owner changes `progress_pct`,
    `obstacles` and `evidence_ids`. Both sides change `due_date`, with a reason; the buyer opens `shown_to`.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"due_date": "2027-09-30", "reason": "The maker moves in June."}]}
    )

    clearable = frozenset({"description", "owner_contact", "obstacles"})

    title: Title | None = Field(None, description="What will be done, in a few words.")
    success_criterion: Criterion | None = Field(None, description="How one will see that it was done.")
    description: Description = None
    kind: Kind | None = Field(None, description="What sort of action it is.")
    owner_contact: Contact = None
    provisions: Provisions | None = Field(None, description="The new list of codes; it replaces the old one.")
    priority: Urgency | None = Field(None, description="How urgent it is, from `low` to `critical`.")
    workers_input: Workers = None
    shown_to: Literal[ShownTo.PARTIES] | None = Field(
        None, description="`parties` shows it to the supplier; this cannot be taken back."
    )
    due_date: DueDate | None = Field(None, description="The new last day; it needs a `reason`.")
    reason: Prose | None = Field(None, description="Why the due date changes; required with `due_date`.")
    progress_pct: Progress | None = Field(None, description="Progress in percent, from 0 to 100.")
    obstacles: Obstacles = None
    evidence_ids: EvidenceIds | None = Field(None, description="The new list of evidence; it replaces the old one.")


class ActionPointTransition(BaseModel):
    """A transition of an action point."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "done_claimed"}]})

    to: ActionStatus = Field(description="The new status: one of `allowed_transitions`.")
    reason: Prose | None = Field(
        None, description="Why; required for `rejected`, `dropped` and a return to `in_progress`."
    )
    obstacles: Prose | None = Field(None, description="What stops the work; required for `blocked`.")
    evidence_ids: EvidenceIds | None = Field(
        None, description="Evidence that it was done, with `done_claimed`. Null: the evidence stays as it is."
    )


class DueChange(BaseModel):
    """One change of the due date."""

    before: date = Field(alias="from", description="The due date before.")
    after: date = Field(alias="to", description="The due date after.")
    reason: str = Field(description="Why it changed.", examples=["The maker moves in June."])
    on: date | None = Field(None, description="The day of the change. Null: it was not kept.")
    by: OrgKind | None = Field(None, description="Who changed it: a side, or the monitor. Null: it was not kept.")


class ActionPointQuery(ListQuery):
    """Which action points a list holds."""

    dialogue_id: UUID | None = Field(None, description="Only action points of this dialogue.")
    meeting_id: UUID | None = Field(None, description="Only action points of this meeting.")
    owner_side: OwnerSide | None = Field(None, description="Only action points that this side has to do.")
    status: ActionStatus | None = Field(None, description="Only action points with this status.")
    overdue: bool | None = Field(None, description="Only action points that are (or are not) overdue today.")
    is_escalated: bool | None = Field(None, description="Only action points that were (or were not) escalated.")


class ActionPointItem(StampedOut):
    """An action point in a list."""

    dialogue_id: DialogueId
    meeting_id: MeetingId
    owner_side: Owner
    proposed_by: Side = Field(description="The side that proposed it.")
    title: Title
    kind: Kind
    priority: Urgency
    success_criterion: Criterion
    due_date: date = Field(description="The last day to do it.")
    progress_pct: Progress
    carry_count: int = Field(description="How often an annual review carried it over.", examples=[1])
    is_escalated: bool = Field(description="True if an annual review escalated it.")
    status: ActionStatus = Field(description="The status of the action point.")
    is_overdue: bool = Field(description="True if its due date has passed and it is still to be done.")


class ActionPointOut(ActionPointItem):
    """Something that one side, or both, will do by a date."""

    description: Description
    owner_contact: Contact
    origin: Origin | None = Field(
        description="What led to it. Null: not said, or a finding or a review that you may not read."
    )
    provisions: Provisions
    facility_ids: FacilityIds
    due_history: list[DueChange] = Field(description="All changes of the due date, oldest first.")
    obstacles: Obstacles
    evidence_ids: EvidenceIds
    workers_input: Workers
    verified_on: date | None = Field(description="The day it was verified. Null: it is not verified.")
    verified_by: OrgKind | None = Field(
        description="Who verified it: a side, or the monitor. Null: it is not verified."
    )
    drop_proposed_by: Side | None = Field(description="The side that wants to drop it. Null: neither.")
    carried_over_from: UUID | None = Field(
        description="The last annual review that carried it over. Null: none did, or you may not read reviews."
    )
    shown_to: ShownTo = Field(description="Who reads it.")
    status_reason: str | None = Field(description="The reason of the last transition. Null: none was given.")
    allowed_transitions: list[ActionStatus] = Field(description="The states that you can move it to now.")
