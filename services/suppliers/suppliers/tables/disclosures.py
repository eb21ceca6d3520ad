"""Versions of what is said about where a supplier's products are made, and who accepted them for which days."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, DATEMULTIRANGE, JSONB, ExcludeConstraint
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.disclosures.rows.rules import (
    SHARED_LEVELS,
    Confidentiality,
    DisclosureSource,
    Relation,
    RowBasis,
    Tier,
)
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.disclosures.statements.rules import StatementStatus
from suppliers.tables.base import Table


class Disclosure(Stamped, Table, table=True):
    """A version of a list. `status` is that of its owner; decisions of buyers are in `DisclosureAcceptance`.

    Versions about the same `subject` supersede each other. `submission` counts how often the version was submitted,
    so that a decision counts only for the submission it was about.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("owner_id", "supplier_id", "subject", "version_no"),
        CheckConstraint("status in ('draft', 'submitted')", name="decisions_are_acceptances"),
        CheckConstraint("product_id is null or product_family is null", name="product_or_family"),
        CheckConstraint("valid_from <= valid_to", name="period"),
        Index("ix_disclosures_owner", "owner_id", "id"),
        Index("ix_disclosures_supplier", "supplier_id", "id"),
        Index("ix_disclosures_speaker", "speaker_id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    supplier_id: UUID = Field(foreign_key="suppliers.id")
    product_id: UUID | None = Field(default=None, foreign_key="products.id", index=True)
    product_family: str | None = Field(default=None, max_length=200)
    subject: str = Field(max_length=220)
    version_no: int
    supersedes: UUID | None = Field(default=None, foreign_key="disclosures.id")
    valid_from: date
    valid_to: date | None = Field(default=None, description="last day")
    source: DisclosureSource = Field(sa_type=choice(DisclosureSource))
    default_confidentiality: Confidentiality = Field(sa_type=choice(Confidentiality))
    entered_by_buyer: bool
    confirmed_on: date | None = Field(default=None, description="when the supplier last confirmed it")
    confirmed_by: UUID | None = Field(default=None, description="the supplier's organisation that did")
    addressed_to: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    gaps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    status: DisclosureStatus = Field(default=DisclosureStatus.DRAFT, sa_type=choice(DisclosureStatus))
    submission: int = 0
    standing: StatementStatus = Field(
        default=StatementStatus.ENTERED, sa_type=choice(StatementStatus, name="standing")
    )
    speaker_id: UUID | None = Field(default=None, description="the supplier's organisation whose statement it is")
    is_open: bool = Field(default=False, description="published: not only its parties may see it")


class DisclosureRow(Table, table=True):
    """A site of a version: as it was written down, and its facility in the register."""

    __tablename__ = "disclosure_rows"
    __table_args__ = (
        CheckConstraint("share_pct between 0 and 100", name="share"),
        CheckConstraint("valid_from <= valid_to", name="row_period"),
        UniqueConstraint("disclosure_id", "number"),
        Index("ix_disclosure_rows_disclosure", "disclosure_id", "id"),
        Index("ix_disclosure_rows_facility", "facility_id", "disclosure_id"),
        Index("ix_disclosure_rows_supplier", "supplier_id", "facility_id"),
        Index(
            "ix_disclosure_rows_waiting",
            "disclosure_id",
            "number",
            postgresql_where=text("not is_entered"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    disclosure_id: UUID = Field(foreign_key="disclosures.id")
    supplier_id: UUID
    number: int = Field(description="its row in the list, or its place among the rows entered by hand")
    tier: Tier = Field(sa_type=choice(Tier))
    relation: Relation | None = Field(default=None, sa_type=choice(Relation))
    facility_id: UUID | None = Field(default=None, foreign_key="facilities.id")
    possible_duplicate_of: UUID | None = Field(default=None, description="the likeliest facility, not decided yet")
    is_decided: bool = Field(default=False, description="a person decided which facility it is, or that it is new")
    is_entered: bool = Field(default=False, description="accepted: the site is in the register")
    is_open: bool = Field(default=False, description="published: not only the parties may see it")
    name: str = Field(max_length=200)
    address: str | None = Field(default=None, max_length=500)
    city: str | None = Field(default=None, max_length=200)
    region: str | None = Field(default=None, max_length=200)
    postal_code: str | None = Field(default=None, max_length=40)
    country: str = Field(max_length=2)
    site: dict[str, Any] = Field(sa_type=JSONB, description="what else the list says about the site")
    component: str | None = Field(default=None, max_length=200)
    share_pct: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    valid_from: date | None = None
    valid_to: date | None = None
    confidentiality: Confidentiality = Field(sa_type=choice(Confidentiality))
    basis: RowBasis = Field(sa_type=choice(RowBasis, name="basis"))

    @property
    def is_of_the_register(self) -> bool:
        return self.confidentiality in SHARED_LEVELS


class DisclosureAcceptance(Stamped, Table, table=True):
    """The decision of a buyer, or of the platform for a public list, about a version.

    `in_force` are the days for which the version counts. A later version takes its days away from it, so that each
    day has one version.
    """

    __tablename__ = "disclosure_acceptances"
    __table_args__ = (
        UniqueConstraint("disclosure_id", "owner_id"),
        ExcludeConstraint(
            ("owner_id", "="),
            ("supplier_id", "="),
            ("subject", "="),
            ("in_force", "&&"),
            name="ex_disclosure_acceptances_one_per_day",
            using="gist",
        ),
        CheckConstraint("status not in ('draft', 'submitted')", name="is_a_decision"),
        Index("ix_disclosure_acceptances_owner_supplier", "owner_id", "supplier_id"),
        Index("ix_disclosure_acceptances_entering", "id", postgresql_where=text("is_entering")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    disclosure_id: UUID = Field(foreign_key="disclosures.id")
    supplier_id: UUID
    subject: str = Field(max_length=220)
    submission: int
    status: DisclosureStatus = Field(sa_type=choice(DisclosureStatus))
    in_force: Any = Field(default=None, sa_type=DATEMULTIRANGE, nullable=True)
    decided_on: date
    confirmed_on: date | None = Field(default=None, description="when it was last confirmed")
    reason: str | None = Field(default=None, sa_type=Text)
    is_entering: bool = Field(default=False, description="its sites are still being registered")
    is_open: bool = Field(default=False, description="the platform's decision on a public list, for all")
