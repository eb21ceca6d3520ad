"""Targets that buyers set themselves."""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.tables.base import Table
from suppliers.targets.rules import TargetMetric, TargetStatus


class Target(Stamped, Table, table=True):
    """A share that a buyer wants to reach by the end of a year; without categories, of all its purchases."""

    __tablename__ = "targets"
    __table_args__ = (
        CheckConstraint("value > 0 and value <= 100", name="value"),
        CheckConstraint("baseline_value between 0 and 100", name="baseline_value"),
        CheckConstraint(
            "num_nulls(baseline_year, baseline_value) in (0, 2) and coalesce(baseline_year, 0) < year",
            name="baseline",
        ),
        CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_on is not null and reason is not null)", name="withdrawal"
        ),
        Index("ix_targets_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    metric: TargetMetric = Field(sa_type=choice(TargetMetric))
    product_categories: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    value: Decimal = Field(sa_type=Numeric(4, 1))
    year: int
    baseline_value: Decimal | None = Field(default=None, sa_type=Numeric(4, 1))
    baseline_year: int | None = None
    sdgs: list[int] = Field(default_factory=list, sa_type=ARRAY(Integer))
    note: str | None = Field(default=None, max_length=20_000)
    adopted_on: date
    status: TargetStatus = Field(default=TargetStatus.ADOPTED, sa_type=choice(TargetStatus))
    withdrawn_on: date | None = None
    reason: str | None = Field(default=None, max_length=20_000)
