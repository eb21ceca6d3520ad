"""Questionnaires and their versions."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.questionnaires.rules import QuestionnairePurpose, Reach, VersionStatus
from dialogue.tables.base import Table


class Questionnaire(Stamped, Table, table=True):
    """A set of questions under one code; without an owner it belongs to the library of the platform."""

    __tablename__ = "questionnaires"
    __table_args__ = (
        UniqueConstraint("owner_id", "code", name="uq_questionnaires_code", postgresql_nulls_not_distinct=True),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    owner_id: UUID | None = None
    code: str = Field(max_length=64)
    title: dict[str, str] = Field(sa_type=JSONB)
    purpose: QuestionnairePurpose = Field(sa_type=choice(QuestionnairePurpose))
    reach: Reach = Field(default=Reach.OWN, sa_type=choice(Reach))
    published_no: int | None = Field(default=None, description="the latest published version")


class QuestionnaireVersion(Stamped, Table, table=True):
    """A version of the questions; once it is published, it can only be retired."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "no"),
        Index(
            "uq_questionnaire_versions_draft",
            "questionnaire_id",
            unique=True,
            postgresql_where=text("status in ('draft', 'in_review')"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    questionnaire_id: UUID = Field(foreign_key="questionnaires.id")
    owner_id: UUID | None = None
    no: int
    status: VersionStatus = Field(default=VersionStatus.DRAFT, sa_type=choice(VersionStatus))
    languages: list[str] = Field(sa_type=ARRAY(Text))
    sections: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    published_at: datetime | None = None
