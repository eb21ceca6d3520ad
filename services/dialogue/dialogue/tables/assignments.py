"""Questionnaires sent to a supplier, its answers, and their reviews."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.clock import now
from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.assignments.answer_reviews.rules import ExcludedAs
from dialogue.assignments.rules import AssignmentStatus
from dialogue.tables.base import Table


class Assignment(Stamped, Table, table=True):
    """One round of questions, copied from the version so that they never change."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("parent_assignment_id"),
        CheckConstraint("(round_no = 1) = (parent_assignment_id is null)", name="later_rounds_have_a_parent"),
        Index("ix_assignments_dossier", "dossier_id", "id"),
        Index(
            "ix_assignments_clock",
            "due_at",
            postgresql_where=text(
                "status in ('sent', 'acknowledged', 'in_progress', 'extension_granted', 'extension_refused')"
            ),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(foreign_key="dialogues.id")
    buyer_id: UUID
    supplier_id: UUID
    questionnaire: str = Field(max_length=64, description="its code")
    version_id: UUID = Field(foreign_key="questionnaire_versions.id")
    version_no: int
    title: dict[str, str] = Field(sa_type=JSONB)
    scope: str | None = None
    questions: list[dict[str, Any]] = Field(sa_type=JSONB)
    round_no: int = 1
    parent_assignment_id: UUID | None = Field(default=None, foreign_key="assignments.id")
    sent_at: datetime = Field(default_factory=now)
    due_at: date
    extension_until: date | None = Field(default=None, description="the due date the supplier asks for")
    submitted_on: date | None = None
    status: AssignmentStatus = Field(default=AssignmentStatus.SENT, sa_type=choice(AssignmentStatus))
    status_reason: str | None = None


class Answer(Stamped, Table, table=True):
    """The answer of the supplier to one question; only the supplier sees it until the assignment is submitted."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("assignment_id", "question_code"),
        CheckConstraint(
            "answer_text is not null or na_reason is not null or refusal_reason is not null", name="says_something"
        ),
        Index("ix_answers_dossier", "dossier_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID
    assignment_id: UUID = Field(foreign_key="assignments.id")
    question_code: str = Field(max_length=64)
    text: str | None = Field(
        default=None,
        sa_column_kwargs={"name": "answer_text"},
        description="the column keeps its first name: the release before this one reads it while both run",
    )
    language: str | None = Field(default=None, max_length=2)
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    na_reason: str | None = None
    refusal_reason: str | None = None


class AnswerReview(Stamped, Table, table=True):
    """How one organisation judges an answer: a level, or why it is left out of the scores."""

    __tablename__ = "answer_reviews"
    __table_args__ = (
        UniqueConstraint("assignment_id", "question_code", "reviewer_id"),
        Index(
            "uq_answer_reviews_counts",
            "assignment_id",
            "question_code",
            unique=True,
            postgresql_where=text("counts"),
        ),
        CheckConstraint("(level is null) <> (excluded is null)", name="level_or_excluded"),
        CheckConstraint("level between 0 and 3", name="level"),
        CheckConstraint("motive is not null or level is null or level > 1", name="low_levels_have_a_motive"),
        Index("ix_answer_reviews_dossier", "dossier_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID
    assignment_id: UUID = Field(foreign_key="assignments.id")
    question_code: str = Field(max_length=64)
    answer_id: UUID | None = Field(default=None, foreign_key="answers.id")
    level: int | None = None
    excluded: ExcludedAs | None = Field(default=None, sa_type=choice(ExcludedAs))
    motive: str | None = None
    flags: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    concrete_elements: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    is_verified: bool = Field(default=False, description="an independent source agrees")
    follow_up_text: dict[str, str] | None = Field(default=None, sa_type=JSONB)
    reviewer_id: UUID | None = Field(default=None, description="null: the release before this one wrote it")
    counts: bool = Field(
        default=True,
        sa_column_kwargs={"server_default": text("true")},
        description="one of an answer's reviews counts: the buyer's",
    )
    history: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": text("'[]'::jsonb")}
    )
