"""Equivalence dossiers, and the decisions of buyers about them."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.equivalence.rules import DecisionStage, DossierStatus, EquivalenceRoute
from suppliers.label_claims.rules import LabelScheme
from suppliers.tables.base import Table


class EquivalenceDossier(Stamped, Table, table=True):
    """A dossier of the organisation that wrote it. `status` is what its author brought about.

    Its buyer reads it from the first submission on; decisions are in `EquivalenceDecisionRow`. `submission` counts.
    """

    __tablename__ = "equivalence_dossiers"
    __table_args__ = (
        CheckConstraint("status in ('draft', 'submitted', 'appealed')", name="authors_status"),
        CheckConstraint("(submission = 0) = (status = 'draft')", name="submitted_once"),
        CheckConstraint("(submission = 0) = (submitted_on is null)", name="submitted_on_a_day"),
        CheckConstraint("status <> 'appealed' or appeal_reason is not null", name="appeal_has_a_reason"),
        Index("ix_equivalence_dossiers_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    buyer_id: UUID = Field(index=True)
    supplier_id: UUID = Field(foreign_key="suppliers.id", index=True)
    product_id: UUID = Field(foreign_key="products.id", index=True)
    contract_id: UUID | None = None
    requirement_id: UUID | None = None
    requirement: str = Field(max_length=200)
    scheme: LabelScheme = Field(sa_type=choice(LabelScheme))
    min_level: str | None = Field(default=None, max_length=16)
    route: EquivalenceRoute = Field(sa_type=choice(EquivalenceRoute))
    equivalent_label: str | None = Field(default=None, max_length=200)
    reason_label_unobtainable: str | None = Field(default=None, max_length=20_000)
    criteria: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    status: DossierStatus = Field(default=DossierStatus.DRAFT, sa_type=choice(DossierStatus))
    submission: int = 0
    submitted_on: date | None = None
    submitted_by: UUID | None = None
    appeal_reason: str | None = Field(default=None, max_length=20_000)


class EquivalenceDecisionRow(Stamped, Table, table=True):
    """A decision of the buyer about a submission, or about the appeal against the first decision."""

    __tablename__ = "equivalence_decisions"
    __table_args__ = (
        UniqueConstraint("owner_id", "dossier_id", "submission", "stage"),
        CheckConstraint(
            "status in ('under_assessment', 'more_info_needed', 'accepted', 'rejected')", name="is_a_decision"
        ),
        CheckConstraint("status = 'under_assessment' or reason is not null", name="has_a_reason"),
        CheckConstraint("(status = 'under_assessment') = (decided_on is null)", name="decided_on_a_day"),
        Index("ix_equivalence_decisions_owner_supplier", "owner_id", "supplier_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    dossier_id: UUID = Field(foreign_key="equivalence_dossiers.id", index=True)
    supplier_id: UUID
    submission: int
    stage: DecisionStage = Field(sa_type=choice(DecisionStage))
    status: DossierStatus = Field(sa_type=choice(DossierStatus, name="decided"))
    reason: str | None = Field(default=None, max_length=20_000)
    criteria: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    decided_on: date | None = None
    decided_by: UUID
