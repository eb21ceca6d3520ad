"""What buyers observed of the market before they asked for a label."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.label_claims.rules import LabelScheme
from suppliers.products.rules import ProductCategory
from suppliers.tables.base import Table


class MarketObservation(Stamped, Table, table=True):
    """How many models and bidders hold a label. Nobody else sees it: it tells what a buyer plans to ask for."""

    __tablename__ = "market_observations"
    __table_args__ = (
        CheckConstraint("models_with_label between 0 and models_total", name="models"),
        CheckConstraint("bidders_with_label between 0 and bidders_total", name="bidders"),
        CheckConstraint("num_nonnulls(models_total, models_with_label) <> 1", name="models_and_total"),
        CheckConstraint("num_nonnulls(bidders_total, bidders_with_label) <> 1", name="bidders_and_total"),
        CheckConstraint("num_nonnulls(models_total, bidders_total) > 0", name="counts_something"),
        Index("ix_market_observations_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    category: ProductCategory = Field(sa_type=choice(ProductCategory))
    scheme: LabelScheme = Field(sa_type=choice(LabelScheme))
    level: str | None = Field(default=None, max_length=16)
    observed_on: date
    source: str = Field(max_length=200)
    models_total: int | None = None
    models_with_label: int | None = None
    bidders_total: int | None = None
    bidders_with_label: int | None = None
    note: str | None = Field(default=None, max_length=20_000)
