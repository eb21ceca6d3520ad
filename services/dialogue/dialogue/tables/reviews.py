"""Annual reviews of dialogues."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.ids import uuid7
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.reviews.agenda.rules import AgendaKind
from dialogue.reviews.rules import Outcome, ReviewStatus
from dialogue.tables.base import Table


class AnnualReview(Stamped, Table, table=True):
    """One review of a dialogue, one a year.

    The agendas are snapshots of ids and figures, never of text: `agenda_shared` as the supplier saw it,
    `agenda_held` as it was at the meeting.
    """

    __tablename__ = "annual_reviews"
    __table_args__ = (
        UniqueConstraint("dossier_id", "year"),
        CheckConstraint("status <> 'missed'", name="missed_is_computed"),
        CheckConstraint(
            "(held_on is null) = (status in ('scheduled', 'agenda_draft', 'agenda_shared', 'postponed'))",
            name="held_on",
        ),
        CheckConstraint("postponements between 0 and 2", name="postponements"),
        Index("ix_annual_reviews_due", "grace_ends"),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(foreign_key="dialogues.id")
    year: int
    status: ReviewStatus = Field(default=ReviewStatus.SCHEDULED, sa_type=choice(ReviewStatus))
    planned_date: date | None = None
    due_on: date
    grace_ends: date
    postponements: int = 0
    meeting_id: UUID | None = None
    held_on: date | None = None
    late_days: int | None = None
    next_review_due: date | None = None
    overall_conclusion: str | None = None
    buyer_signed_by: UUID | None = None
    buyer_signed_at: datetime | None = None
    supplier_signed_by: UUID | None = None
    supplier_signed_at: datetime | None = None
    agenda_shared: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    agenda_held: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class ReviewAnnexItem(Table, table=True):
    """A finding that the supplier could not see when the agenda was shared or held.

    Row security shows it to those who may read the finding and the review: once the finding is released to the
    supplier, it joins the agenda.
    """

    __tablename__ = "review_annex_items"
    row_class: ClassVar[RowClass] = RowClass.OWNED

    review_id: UUID = Field(primary_key=True, foreign_key="annual_reviews.id")
    finding_id: UUID = Field(primary_key=True, foreign_key="findings.id")
    owner_id: UUID


class ReviewOutcome(Table, table=True):
    """The outcome of one item of an agenda."""

    __tablename__ = "review_outcomes"
    __table_args__ = (
        UniqueConstraint("review_id", "kind", "subject_id"),
        CheckConstraint("outcome <> 'carry_over' or new_due_date is not null", name="carried_to_a_date"),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    dossier_id: UUID = Field(foreign_key="dialogues.id", index=True)
    review_id: UUID = Field(foreign_key="annual_reviews.id")
    kind: AgendaKind = Field(sa_type=choice(AgendaKind))
    subject_id: UUID
    outcome: Outcome = Field(sa_type=choice(Outcome))
    new_due_date: date | None = None
    note: str | None = None
