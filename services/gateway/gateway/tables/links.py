"""How organisations are related."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from gateway.affiliations import rules as affiliations
from gateway.affiliations.rules import AffiliationStatus
from gateway.links.rules import OVER, LinkBasis, LinkStatus
from gateway.tables.base import Table


def _listed(values: Iterable[StrEnum]) -> str:
    """As a list in SQL."""
    return ", ".join(f"'{value}'" for value in values)


NOT_OVER = f"status not in ({_listed(OVER)})"


class SupplierLink(Stamped, Table, table=True):
    """The organisation through which a supplier's people work with one buyer.

    A buyer has one for a supplier, and its invitation never opens the dossiers of another buyer. An organisation
    that the platform has confirmed may be linked to several buyers.
    """

    __tablename__ = "supplier_links"
    __table_args__ = (
        Index("uq_supplier_links_live", "owner_id", "supplier_id", unique=True, postgresql_where=text(NOT_OVER)),
        CheckConstraint(f"(status = '{LinkStatus.CONFIRMED}') = (basis is not null)", name="confirmed_on_a_basis"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id", description="the buyer")
    supplier_id: UUID = Field(index=True)
    organisation_id: UUID = Field(foreign_key="organisations.id", index=True)
    status: LinkStatus = Field(default=LinkStatus.PENDING, sa_type=choice(LinkStatus))
    basis: LinkBasis | None = Field(default=None, sa_type=choice(LinkBasis, name="basis"))
    reason: str | None = Field(default=None, max_length=2000)
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="people.id")


class Affiliation(Stamped, Table, table=True):
    """A buyer is affiliated to a monitor from the first day to the last, both included, once both have agreed."""

    __tablename__ = "affiliations"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="period_is_not_empty"),
        ExcludeConstraint(
            (text("owner_id"), "="),
            (text("buyer_id"), "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            where=text(f"status in ({_listed(affiliations.LIVE)})"),
            name="ex_affiliations_overlap",
            using="gist",
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(foreign_key="organisations.id", description="the monitor")
    buyer_id: UUID = Field(foreign_key="organisations.id", index=True)
    proposed_by: UUID = Field(foreign_key="organisations.id", description="one of the two")
    status: AffiliationStatus = Field(default=AffiliationStatus.PROPOSED, sa_type=choice(AffiliationStatus))
    valid_from: date
    valid_to: date | None = None
    reason: str | None = Field(default=None, max_length=2000, description="why it ended, or was not agreed")
