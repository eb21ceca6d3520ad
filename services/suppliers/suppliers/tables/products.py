"""Products, and who sells them."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.products.rules import Condition, ProductCategory, ProductStatus
from suppliers.tables.base import Table

NUMBER = ("brand_key", "number_key", "condition")


class Product(Stamped, Table, table=True):
    """A product; `brand_key` and `number_key` are its brand and number as they are compared.

    A record that is not listed is no part of the register: only the supplier's organisation that made it, and the
    buyers it works with, know of it.
    """

    __tablename__ = "products"
    __table_args__ = (
        Index("uq_products_listed", *NUMBER, unique=True, postgresql_where=text("is_listed")),
        Index(
            "uq_products_unlisted",
            "registered_by",
            *NUMBER,
            unique=True,
            postgresql_where=text("not is_listed"),
        ),
        CheckConstraint("original_product_id is null or condition <> 'new'", name="originals_of_used"),
        CheckConstraint("original_product_id <> id", name="another_original"),
        CheckConstraint("warranty_years between 0 and 30", name="warranty_years"),
        CheckConstraint("spare_parts_years between 0 and 30", name="spare_parts_years"),
        CheckConstraint("battery_cycles >= 0", name="battery_cycles"),
        CheckConstraint("recycled_content_pct between 0 and 100", name="recycled_content"),
    )
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    brand: str = Field(max_length=200)
    brand_key: str = Field(max_length=200)
    brand_id: UUID | None = Field(default=None, foreign_key="suppliers.id", index=True)
    model_name: str = Field(max_length=200)
    model_number: str = Field(max_length=200)
    number_key: str = Field(max_length=200)
    gtin: str | None = Field(default=None, max_length=14)
    category: ProductCategory = Field(sa_type=choice(ProductCategory))
    condition: Condition = Field(default=Condition.NEW, sa_type=choice(Condition))
    status: ProductStatus = Field(default=ProductStatus.ACTIVE, sa_type=choice(ProductStatus))
    registered_by: UUID = Field(description="the organisation that registered it")
    is_listed: bool = Field(default=True, description="in the register")
    original_product_id: UUID | None = Field(default=None, foreign_key="products.id", index=True)
    warranty_years: int | None = None
    spare_parts_years: int | None = None
    spare_parts_price_list: str | None = Field(default=None, max_length=200)
    repairability: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    upgradeable: list[str] = Field(
        default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"server_default": text("'{}'::text[]")}
    )
    battery_cycles: int | None = None
    recycled_content_pct: Decimal | None = Field(default=None, sa_type=Numeric(4, 1))
    materials: list[str] = Field(
        default_factory=list, sa_type=ARRAY(Text), sa_column_kwargs={"server_default": text("'{}'::text[]")}
    )
    main_components: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": text("'[]'::jsonb")}
    )


class ProductOffer(Table, table=True):
    """A market party sells a product. Which buyer buys it there is not recorded here."""

    __tablename__ = "product_offers"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    product_id: UUID = Field(primary_key=True, foreign_key="products.id")
    supplier_id: UUID = Field(primary_key=True, foreign_key="suppliers.id", index=True)
