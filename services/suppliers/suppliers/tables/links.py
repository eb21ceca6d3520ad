"""Who speaks for a supplier to whom, as the accounts say it."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from chassis.row_security import RowClass
from suppliers.tables.base import Table


class SupplierLink(Table, table=True):
    """An organisation of a supplier's people, and the buyer whose papers it may read."""

    __tablename__ = "supplier_links"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    supplier_id: UUID = Field(primary_key=True)
    buyer_id: UUID = Field(primary_key=True)
    org_id: UUID = Field(primary_key=True, index=True)
    is_confirmed: bool = Field(default=False, description="the platform says it speaks for the supplier as a whole")
