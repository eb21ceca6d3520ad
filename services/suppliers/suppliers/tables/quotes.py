"""What suppliers ask of a buyer for warranty and spare parts of a product."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.tables.base import Table


class ProductQuote(Stamped, Table, table=True):
    """A quote of a supplier to a buyer; nobody else reads what it costs."""

    __tablename__ = "product_quotes"
    __table_args__ = (
        CheckConstraint("quoted_on <= valid_to", name="period"),
        CheckConstraint("warranty_years between 0 and 30", name="warranty_years"),
        CheckConstraint("spare_parts_years between 0 and 30", name="spare_parts_years"),
        CheckConstraint(
            "num_nonnulls(warranty_years, extra_warranty_year, spare_parts_years, spare_parts_prices) > 0",
            name="says_something",
        ),
        Index("ix_product_quotes_owner", "owner_id", "product_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    product_id: UUID = Field(foreign_key="products.id", index=True)
    supplier_id: UUID = Field(foreign_key="suppliers.id", index=True)
    quoted_on: date
    valid_to: date | None = Field(default=None, description="last day")
    warranty_years: int | None = None
    extra_warranty_year: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    spare_parts_years: int | None = None
    spare_parts_prices: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
