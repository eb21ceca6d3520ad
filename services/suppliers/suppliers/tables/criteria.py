"""What a tender asked for: criteria and label requirements of contracts."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import StampedForReaders
from suppliers.clauses.rules import VerificationSubject
from suppliers.contracts.criteria.rules import CriterionDomain, CriterionRole, CriterionStrength, CriterionTopic
from suppliers.tables.base import Table


class ContractCriterion(StampedForReaders, Table, table=True):
    """A criterion of a contract; without `agreed_on` it was part of the tender."""

    __tablename__ = "contract_criteria"
    __table_args__ = (
        CheckConstraint("weight_pct is null or role = 'award'", name="award_criteria_have_weights"),
        CheckConstraint("weight_pct > 0 and weight_pct <= 100", name="weight"),
        CheckConstraint("agreed_on is null or role = 'performance'", name="performance_is_agreed_later"),
        Index("ix_contract_criteria_contract", "contract_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED
    owners_fields: ClassVar[frozenset[str]] = frozenset()

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    topic: CriterionTopic = Field(sa_type=choice(CriterionTopic))
    domain: CriterionDomain = Field(sa_type=choice(CriterionDomain))
    role: CriterionRole = Field(sa_type=choice(CriterionRole))
    strength: CriterionStrength = Field(sa_type=choice(CriterionStrength))
    verification_subject: VerificationSubject = Field(sa_type=choice(VerificationSubject))
    weight_pct: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    wording: str | None = Field(default=None, max_length=20_000)
    source: str | None = Field(default=None, max_length=200)
    agreed_on: date | None = None
    ended_on: date | None = Field(default=None, description="the first day on which it no longer holds")
    inherited: bool = False


class LabelRequirement(StampedForReaders, Table, table=True):
    """Labels of which one, or an equivalent one, is asked for; `labels` are schemes with their lowest level."""

    __tablename__ = "label_requirements"
    __table_args__ = (
        CheckConstraint("jsonb_array_length(labels) > 0", name="labels"),
        CheckConstraint("months_after_award >= 0", name="months"),
        Index("ix_label_requirements_contract", "contract_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED
    owners_fields: ClassVar[frozenset[str]] = frozenset()

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    labels: list[dict[str, Any]] = Field(sa_type=JSONB)
    product_categories: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    exempt_conditions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    months_after_award: int | None = Field(default=None, description="None: with the tender")
    wording: str | None = Field(default=None, max_length=20_000)
    agreed_on: date | None = None
    ended_on: date | None = Field(default=None, description="the first day on which it no longer holds")
    inherited: bool = False
