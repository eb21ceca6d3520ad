"""Contracts and spend as they were known on a day: a row for each version of what figures count.

Triggers write these rows with every change, so that no way of changing a contract leaves them out.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.row_security import RowClass
from suppliers.tables.base import Table


class ContractRevision(Table, table=True):
    """What figures count of a contract, from a moment until its next revision."""

    __tablename__ = "contract_revisions"
    __table_args__ = (Index("ix_contract_revisions_owner", "owner_id", "contract_id", "version"),)
    row_class: ClassVar[RowClass] = RowClass.OWNED

    contract_id: UUID = Field(foreign_key="contracts.id", primary_key=True)
    version: int = Field(primary_key=True)
    owner_id: UUID
    recorded_at: datetime
    kind: str | None = Field(default=None, max_length=32)
    status: str = Field(max_length=32)
    starts_on: date | None = None
    ends_on: date | None = None
    terminated_on: date | None = None
    product_categories: list[str] = Field(sa_type=ARRAY(Text))
    monitored_by: list[UUID] = Field(sa_type=ARRAY(PgUuid(as_uuid=True)))


class SpendRevision(Table, table=True):
    """A record of spend, from a moment until its next revision."""

    __tablename__ = "spend_revisions"
    __table_args__ = (Index("ix_spend_revisions_owner", "owner_id", "spend_id", "version"),)
    row_class: ClassVar[RowClass] = RowClass.OWNED

    spend_id: UUID = Field(foreign_key="contract_spend.id", primary_key=True)
    version: int = Field(primary_key=True)
    owner_id: UUID
    contract_id: UUID
    recorded_at: datetime
    kind: str = Field(max_length=32)
    period_start: date
    period_end: date
    amount: Decimal = Field(sa_type=Numeric(14, 2))
    currency: str = Field(max_length=3)
    vat_included: bool
    complete: bool
