"""Action points on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.dates import DueDate
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Code, Line, Prose
from dialogue.action_points.rules import (
    ActionKind,
    ActionStatus,
    OriginKind,
    OwnerSide,
    Priority,
    ShownTo,
    Side,
    WorkersInput,
)

Provisions = Annotated[list[Code], Field(max_length=20)]
FacilityIds = Annotated[list[UUID], Field(max_length=20)]
EvidenceIds = Annotated[list[UUID], Field(max_length=50)]


class Origin(BaseModel):
    """What an action point comes from; `id` is of a thing in this service."""

    model_config = ConfigDict(extra="forbid")

    kind: OriginKind
    id: UUID | None = None


class ActionPointIn(BaseModel):
    """An action point as one side proposes it."""

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

    dialogue_id: UUID
    meeting_id: UUID | None = None
    owner_side: OwnerSide
    title: Line
    success_criterion: Annotated[Prose, Field(description="by what one will see that it was done")]
    due_date: DueDate
    description: Prose | None = None
    kind: ActionKind = ActionKind.PROCESS
    owner_contact: Annotated[Line | None, Field(description="a function, not a person")] = None
    origin: Origin | None = None
    provisions: Provisions = []
    facility_ids: FacilityIds = []
    priority: Priority = Priority.MEDIUM
    workers_input: Annotated[
        WorkersInput | None, Field(description="needed for a remedy: whether the workers concerned had a say")
    ] = None
    shown_to: Annotated[
        ShownTo | None, Field(description="by default both sides, where the supplier knows of the origin")
    ] = None


class ActionPointPatch(Patch):
    """What may change (RFC 7396): the proposal by its proposer, progress by the owner, the date with a reason."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"due_date": "2027-09-30", "reason": "The maker moves in June."}]}
    )

    clearable = frozenset({"description", "owner_contact", "obstacles"})

    title: Line | None = None
    success_criterion: Prose | None = None
    description: Prose | None = None
    kind: ActionKind | None = None
    owner_contact: Line | None = None
    provisions: Provisions | None = None
    priority: Priority | None = None
    workers_input: WorkersInput | None = None
    shown_to: Annotated[
        Literal[ShownTo.PARTIES] | None, Field(description="opens the point to the supplier; it never closes again")
    ] = None
    due_date: DueDate | None = None
    reason: Annotated[Prose | None, Field(description="why the due date changes")] = None
    progress_pct: Annotated[int | None, Field(ge=0, le=100)] = None
    obstacles: Prose | None = None
    evidence_ids: EvidenceIds | None = None


class ActionPointMove(BaseModel):
    """A transition; a refusal needs a `reason`, a block its `obstacles`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "done_claimed"}]})

    to: ActionStatus
    reason: Prose | None = None
    obstacles: Prose | None = None
    evidence_ids: Annotated[EvidenceIds | None, Field(description="what shows that it was done")] = None


class DueChange(BaseModel):
    """One move of the due date."""

    before: Annotated[date, Field(alias="from")]
    after: Annotated[date, Field(alias="to")]
    reason: str
    on: date | None = None
    by: str | None = None


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

    dialogue_id: UUID
    meeting_id: UUID | None
    owner_side: OwnerSide
    proposed_by: Side
    title: str
    kind: ActionKind
    priority: Priority
    success_criterion: str
    due_date: date
    progress_pct: int
    carry_count: int
    is_escalated: bool
    status: ActionStatus
    is_overdue: bool


class ActionPointOut(ActionPointItem):
    """An action point."""

    description: str | None
    owner_contact: str | None
    origin: Origin | None
    provisions: list[str]
    facility_ids: list[UUID]
    due_history: list[DueChange]
    obstacles: str | None
    evidence_ids: list[UUID]
    workers_input: WorkersInput | None
    verified_on: date | None
    verified_by: str | None
    drop_proposed_by: Annotated[Side | None, Field(description="the side that wants it dropped; the other decides")]
    carried_over_from: Annotated[UUID | None, Field(description="the annual review that carried it over")]
    shown_to: ShownTo
    status_reason: str | None
    allowed_transitions: list[ActionStatus]
