"""Market parties and their contact points."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.contacts.rules import (
    ContactStatus,
    FunctionArea,
    LawfulBasis,
    Purpose,
    Rejection,
    contact_point_state,
)
from suppliers.suppliers.rules import SupplierStatus
from suppliers.tables.base import Table


class Supplier(Stamped, Table, table=True):
    """A market party: supplier, brand, manufacturer, reseller… Buyers and monitors are accounts of the gateway."""

    __tablename__ = "suppliers"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    name: str = Field(max_length=200)
    legal_name: str | None = Field(default=None, max_length=200)
    kinds: list[str] = Field(sa_type=ARRAY(Text))
    country: str = Field(max_length=2)
    website: str | None = Field(default=None, max_length=200)
    parent_id: UUID | None = Field(default=None, foreign_key="suppliers.id")
    identifiers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    status: SupplierStatus = Field(default=SupplierStatus.PROSPECT, sa_type=choice(SupplierStatus))
    registered_by: UUID = Field(description="the organisation that registered it")


class SupplierIdentifier(Table, table=True):
    """An external identifier, in each of its notations; it belongs to one market party."""

    __tablename__ = "supplier_identifiers"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    scheme: str = Field(primary_key=True, max_length=16)
    value: str = Field(primary_key=True, max_length=64)
    supplier_id: UUID = Field(foreign_key="suppliers.id", index=True)


class ContactPoint(Stamped, Table, table=True):
    """A contact person of a supplier for a buyer. Business data only."""

    __tablename__ = "contact_points"
    __table_args__ = (
        CheckConstraint(
            "purpose <> 'clause_contact' or (declared_not_sales"
            " and function_area not in ('sales', 'account_management', 'marketing'))",
            name="clause_contact_is_not_sales",
        ),
        Index(
            "uq_contact_points_primary",
            "owner_id",
            "supplier_id",
            unique=True,
            postgresql_where=text("is_primary and purpose = 'clause_contact' and status = 'accepted'"),
        ),
        CheckConstraint("status <> 'anonymised'", name="anonymised_is_computed"),
        Index("ix_contact_points_owner", "owner_id", "id"),
        Index(
            "ix_contact_points_retention",
            "retention_until",
            postgresql_where=text("anonymised_on is null"),
        ),
        Index(
            "ix_contact_points_primary",
            "owner_id",
            "supplier_id",
            postgresql_where=text("is_primary and purpose = 'clause_contact'"),
        ),
        Index(
            "ix_contact_points_post",
            "owner_id",
            "supplier_id",
            "active_to",
            postgresql_where=text("purpose = 'clause_contact'"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    supplier_id: UUID = Field(foreign_key="suppliers.id", index=True)
    person_name: str = Field(max_length=200)
    function_title: str = Field(max_length=200)
    function_area: FunctionArea = Field(sa_type=choice(FunctionArea))
    email: str = Field(max_length=200)
    phone: str | None = Field(default=None, max_length=40)
    languages: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    purpose: Purpose = Field(sa_type=choice(Purpose))
    is_primary: bool = False
    declared_not_sales: bool
    declared_at: datetime | None = None
    declared_by: UUID | None = None
    active_from: date
    active_to: date | None = None
    status: ContactStatus = Field(sa_type=choice(ContactStatus))
    reason: str | None = Field(default=None, max_length=2000, description="why it was rejected or ended")
    rejection: Rejection | None = Field(default=None, sa_type=choice(Rejection), nullable=True)
    rejected_on: date | None = None
    lawful_basis: LawfulBasis = Field(
        default=LawfulBasis.PUBLIC_TASK,
        sa_type=choice(LawfulBasis),
        sa_column_kwargs={"server_default": "public_task"},
    )
    retention_until: date | None = Field(default=None, description="last day")
    anonymised_on: date | None = Field(default=None, description="then it has no name, title and addresses")

    def status_on(self, day: date) -> ContactStatus:
        if self.anonymised_on is not None:
            return ContactStatus.ANONYMISED
        return contact_point_state(self.status, self.active_to, today=day)
