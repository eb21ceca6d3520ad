"""How organisations are related."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from gateway.links.rules import LinkBasis, LinkStatus
from gateway.tables.base import Table


class SupplierLink(Stamped, Table, table=True):
    """The organisation through which a supplier's people work with one buyer.

    One per buyer and supplier: a buyer's invitation opens that buyer's dossiers and never those of another buyer.
    """

    __tablename__ = "supplier_links"
    __table_args__ = (
        UniqueConstraint("owner_id", "supplier_id"),
        CheckConstraint("(status = 'confirmed') = (basis is not null)", name="confirmed_on_a_basis"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id", description="the buyer")
    supplier_id: UUID = Field(index=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", unique=True)
    status: LinkStatus = Field(default=LinkStatus.PENDING, sa_type=choice(LinkStatus))
    basis: LinkBasis | None = Field(default=None, sa_type=choice(LinkBasis, name="basis"))
    reason: str | None = Field(default=None, max_length=2000)
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="people.id")


class Affiliation(Stamped, Table, table=True):
    """A buyer is affiliated to a monitor from the first day to the last, both included."""

    __tablename__ = "affiliations"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="period_is_not_empty"),
        ExcludeConstraint(
            (text("owner_id"), "="),
            (text("buyer_id"), "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_affiliations_overlap",
            using="gist",
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id", description="the monitor")
    buyer_id: UUID = Field(foreign_key="organisations.id", index=True)
    valid_from: date
    valid_to: date | None = None
    reason: str | None = Field(default=None, max_length=2000, description="why it ended")
