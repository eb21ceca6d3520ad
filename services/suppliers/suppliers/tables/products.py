"""Products, and who sells them."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.products.rules import Condition, ProductCategory, ProductStatus
from suppliers.tables.base import Table


class Product(Stamped, Table, table=True):
    """A product; `brand_key` and `number_key` are its brand and number as they are compared.

    A record that is not listed is no part of the register: only the supplier's organisation that made it, and the
    buyers it works with, know of it.
    """

    __tablename__ = "products"
    __table_args__ = (
        Index("uq_products_listed", "brand_key", "number_key", unique=True, postgresql_where=text("is_listed")),
        Index(
            "uq_products_unlisted",
            "registered_by",
            "brand_key",
            "number_key",
            unique=True,
            postgresql_where=text("not is_listed"),
        ),
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


class ProductOffer(Table, table=True):
    """A market party sells a product. Which buyer buys it there is not recorded here."""

    __tablename__ = "product_offers"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    product_id: UUID = Field(primary_key=True, foreign_key="products.id")
    supplier_id: UUID = Field(primary_key=True, foreign_key="suppliers.id", index=True)
