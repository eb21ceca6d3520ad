"""Products on the wire."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chassis.dates import Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.products.rules import Condition, ProductCategory, ProductStatus

Gtin = Annotated[str, StringConstraints(pattern=worded(r"^\d{8}(\d{4,6})?$", "a GTIN of 8, 12, 13 or 14 digits"))]


class ProductIn(BaseModel):
    """A product as its brand names it; `supplier_id` is where it is bought."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
                    "brand": "Meridiaan",
                    "model_name": "Meridiaan Slate 14",
                    "model_number": "MS14-2026",
                    "category": "laptop",
                }
            ]
        },
    )

    supplier_id: UUID | None = None
    brand: Line | None = Field(default=None, description="its name; left out where `brand_id` says it")
    brand_id: UUID | None = Field(default=None, description="the brand, where it is a market party here")
    model_name: Line
    model_number: Line
    gtin: Gtin | None = None
    category: ProductCategory
    condition: Condition = Condition.NEW

    @model_validator(mode="after")
    def _has_a_brand(self) -> Self:
        if self.brand is None and self.brand_id is None:
            raise ValueError("Give the `brand` or the `brand_id`.")
        return self


class ProductPatch(Patch):
    """What may change of a product; brand and number are what it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"model_name": "Meridiaan Slate 14 G2"}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"gtin", "brand_id"})

    brand_id: UUID | None = None
    model_name: Line | None = None
    gtin: Gtin | None = None
    category: ProductCategory | None = None
    condition: Condition | None = None


class ProductTransition(BaseModel):
    """Where a product goes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "discontinued"}]})

    to: ProductStatus
    reason: Prose | None = None


class ProductQuery(ListQuery):
    """Which products a list holds."""

    q: Line | None = Field(None, description="Only products with this text in their brand, name or number.")
    category: ProductCategory | None = Field(None, description="Only products of this category.")
    status: ProductStatus | None = Field(None, description="Only products with this status.")
    supplier_id: UUID | None = Field(None, description="Only products that this supplier offers.")
    updated_since: Instant | None = Field(None, description="Only products changed at this moment or later.")


class ProductItem(StampedOut):
    """A product in a list."""

    brand: str
    brand_id: UUID | None
    model_name: str
    model_number: str
    gtin: str | None
    category: ProductCategory
    condition: Condition
    status: ProductStatus


class ProductOut(ProductItem):
    """A product, with what this caller may do with it."""

    allowed_transitions: list[ProductStatus]
