"""Which organisations represent a supplier, copied from the gateway's accounts."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.row_security import RowClass
from suppliers.tables.base import Table


class SupplierLink(Table, table=True):
    """An organisation that represents a supplier towards a buyer, and may read what the buyer shares with it.

    A link to the platform, which `is_of_buyer` tells apart, opens nothing: it keeps what the platform confirmed.
    """

    __tablename__ = "supplier_links"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    supplier_id: UUID = Field(primary_key=True)
    buyer_id: UUID = Field(primary_key=True)
    org_id: UUID = Field(primary_key=True, index=True)
    is_of_buyer: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    is_confirmed: bool = Field(
        default=False, description="the platform confirmed that it represents the supplier towards all buyers"
    )
    confirmed_as: dict[str, Any] | None = Field(
        default=None,
        sa_type=JSONB,
        description="who the supplier was when the platform confirmed it; if it is somebody else now, nothing is",
    )
