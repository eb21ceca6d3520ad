"""Life-cycle costs of the offers that were made for a contract."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.tables.base import Table


class LifeCycleCost(Stamped, Table, table=True):
    """What an offer costs over the years of its use; `costs` have their amounts as exact text."""

    __tablename__ = "life_cycle_costs"
    __table_args__ = (
        UniqueConstraint("contract_id", "offer"),
        CheckConstraint("years between 1 and 30", name="years"),
        CheckConstraint("jsonb_array_length(costs) > 0", name="costs"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    contract_id: UUID = Field(foreign_key="contracts.id")
    offer: str = Field(max_length=200)
    years: int
    currency: str = Field(max_length=3)
    vat_included: bool
    costs: list[dict[str, Any]] = Field(sa_type=JSONB)
    method: str | None = Field(default=None, max_length=20_000)
