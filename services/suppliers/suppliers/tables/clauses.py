"""Clause templates that buyers write."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.clauses.wordings.rules import TemplateStatus
from suppliers.tables.base import Table


class Wording(Stamped, Table, table=True):
    """One version of a buyer's clause template; a published one never changes. Contracts keep a copy of it."""

    __tablename__ = "wordings"
    __table_args__ = (
        UniqueConstraint("owner_id", "code", "number"),
        CheckConstraint("(status = 'published') = (published_on is not null)", name="published_on_a_day"),
        Index("uq_wordings_draft", "owner_id", "code", unique=True, postgresql_where=text("status = 'draft'")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    code: str = Field(max_length=64)
    number: int
    status: TemplateStatus = Field(default=TemplateStatus.DRAFT, sa_type=choice(TemplateStatus))
    kind: str = Field(max_length=32)
    title: dict[str, Any] = Field(sa_type=JSONB)
    source: str = Field(max_length=20_000)
    source_template: str | None = Field(
        default=None, max_length=80, description="`code.version` of what was copied"
    )
    duties: list[dict[str, Any]] = Field(sa_type=JSONB)
    published_on: date | None = None
