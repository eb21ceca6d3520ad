"""Action points: what both sides will do."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.action_points.rules import ActionKind, ActionStatus, OriginKind, Priority, ShownTo, WorkersInput
from dialogue.action_points.sides.rules import OwnerSide, Side
from dialogue.tables.base import Table


class ActionPoint(Stamped, Table, table=True):
    """What one side, or both, will do by a date, and how one will see that it was done."""

    __tablename__ = "action_points"
    __table_args__ = (
        CheckConstraint("progress_pct between 0 and 100", name="progress"),
        CheckConstraint("kind <> 'remedy' or workers_input is not null", name="remedy_says_workers_input"),
        CheckConstraint("(origin_id is null) or (origin_kind is not null)", name="origin_has_a_kind"),
        Index("ix_action_points_dossier", "dossier_id", "id"),
        Index(
            "ix_action_points_clock",
            "due_date",
            postgresql_where=text("status in ('agreed', 'in_progress', 'blocked')"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(foreign_key="dialogues.id")
    meeting_id: UUID | None = Field(default=None, foreign_key="meetings.id", index=True)
    owner_side: OwnerSide = Field(sa_type=choice(OwnerSide))
    proposed_by: Side = Field(sa_type=choice(Side))
    claimed_by: Side | None = Field(default=None, sa_type=choice(Side, name="claimed_by"))
    owner_contact: str | None = Field(default=None, max_length=200, description="a function, not a person")
    title: str = Field(max_length=200)
    description: str | None = None
    kind: ActionKind = Field(default=ActionKind.PROCESS, sa_type=choice(ActionKind))
    origin_kind: OriginKind | None = Field(default=None, sa_type=choice(OriginKind))
    origin_id: UUID | None = Field(default=None, index=True)
    provisions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    facility_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    priority: Priority = Field(default=Priority.MEDIUM, sa_type=choice(Priority))
    success_criterion: str
    due_date: date
    due_history: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    progress_pct: int = 0
    obstacles: str | None = None
    evidence_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    workers_input: WorkersInput | None = Field(default=None, sa_type=choice(WorkersInput))
    verified_on: date | None = None
    verified_by: str | None = Field(default=None, max_length=32, description="which side, or the monitor")
    drop_proposed_by: Side | None = Field(default=None, sa_type=choice(Side, name="drop_proposed_by"))
    carried_over_from: UUID | None = Field(default=None, description="the annual review that carried it over")
    carry_count: int = 0
    is_escalated: bool = False
    shown_to: ShownTo = Field(default=ShownTo.PARTIES, sa_type=choice(ShownTo))
    status: ActionStatus = Field(default=ActionStatus.PROPOSED, sa_type=choice(ActionStatus))
    status_reason: str | None = None
