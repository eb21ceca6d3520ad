"""Meetings between the two sides of a dialogue."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.meetings.rules import MeetingKind, MeetingStatus, Mode
from dialogue.tables.base import Table


class Meeting(Stamped, Table, table=True):
    """A meeting with its minutes; only the buyer reads `internal_notes`."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint(
            "status not in ('minutes_draft', 'minutes_shared', 'minutes_disputed', 'minutes_agreed')"
            " or minutes is not null",
            name="minuted",
        ),
        CheckConstraint("status <> 'minutes_shared' or comment_until is not null", name="shared_until"),
        Index("ix_meetings_dossier", "dossier_id", "id"),
        Index(
            "ix_meetings_clock",
            "comment_until",
            postgresql_where=text("status = 'minutes_shared'"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(foreign_key="dialogues.id")
    kind: MeetingKind = Field(sa_type=choice(MeetingKind))
    starts_at: datetime
    duration_min: int | None = None
    mode: Mode | None = Field(default=None, sa_type=choice(Mode))
    participants: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    agenda: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    minutes: str | None = None
    decisions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    follow_up_questions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    internal_notes: str | None = None
    unseen_changes: int = Field(
        default=0, description="changes that only the buyer sees; its version counts them too"
    )
    disputed_minutes: dict[str, Any] | None = Field(
        default=None,
        sa_type=JSONB(none_as_null=True),
        description="what the supplier disputes and reads, until the buyer shares the minutes again",
    )
    addenda: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    status: MeetingStatus = Field(sa_type=choice(MeetingStatus))
    status_reason: str | None = None
    minutes_shared_on: date | None = None
    comment_until: date | None = None
    minutes_agreed_on: date | None = None
