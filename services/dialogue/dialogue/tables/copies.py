"""Copies of the gateway's accounts, kept up to date by its feed: enough to know who takes part in a dialogue.

The gateway owns these facts; nothing here is written but by the follower.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from dialogue.organisations.rules import LinkStatus
from dialogue.tables.base import Table


class Organisation(Table, table=True):
    """An organisation of the gateway; `supplier_id` is the market party that it represents."""

    __tablename__ = "organisations"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=32)
    supplier_id: UUID | None = None


class Affiliation(Table, table=True):
    """The affiliation of a buyer to a monitor; both dates are included."""

    __tablename__ = "affiliations"
    __table_args__ = (Index("ix_affiliations_monitor", "monitor_id", "buyer_id"),)
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    buyer_id: UUID = Field(primary_key=True)
    monitor_id: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    valid_until: date | None = None


class SupplierLink(Table, table=True):
    """An organisation that represents a supplier in the dossiers of the buyer that invited it."""

    __tablename__ = "supplier_links"
    __table_args__ = (Index("ix_supplier_links_supplier", "supplier_id", "org_id"),)
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    buyer_id: UUID = Field(primary_key=True)
    supplier_id: UUID = Field(primary_key=True)
    org_id: UUID = Field(primary_key=True)
    status: LinkStatus = Field(default=LinkStatus.PENDING, sa_type=choice(LinkStatus))
