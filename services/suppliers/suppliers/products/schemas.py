"""Products in requests and answers."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.dates import Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.products.facts.rules import Material, ReplaceablePart
from suppliers.products.facts.schemas import (
    BATTERY_CYCLES,
    COMPONENTS,
    MATERIALS,
    ORIGINAL,
    PRICE_LIST,
    RECYCLED,
    REPAIRABILITY,
    SPARE_PARTS_YEARS,
    UPGRADEABLE,
    WARRANTY,
    BatteryCycles,
    Components,
    Gtin,
    MainComponent,
    Materials,
    OriginalId,
    RecycledContent,
    Repairability,
    RepairabilityOut,
    SparePartsPrices,
    SparePartsYears,
    Upgradeable,
    WarrantyYears,
)
from suppliers.products.rules import Condition, ProductCategory, ProductStatus

BRAND = Field(description="Name of the brand.")
BRAND_ID = Field(description="The brand as a market party; null where it is not registered as one.")
MODEL_NAME = Field(description="Name of the model, as the brand writes it.")
MODEL_NUMBER = Field(description="The brand's own number of the model. A brand has each once, for each condition.")
GTIN = Field(
    description="Global Trade Item Number with its check digit; null where none is recorded.",
    examples=["05412345000013"],
)
CATEGORY = Field(description="Kind of product.")
CONDITION = Field(description="Whether the device was used before.")


class ProductIn(BaseModel):
    """A product, as its brand names it."""

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
                    "warranty_years": 3,
                    "spare_parts_years": 7,
                    "repairability": {"scheme": "fr_index", "score": "7.4"},
                    "upgradeable": ["memory", "battery"],
                    "materials": ["cobalt", "tin"],
                }
            ]
        },
    )

    supplier_id: UUID | None = Field(
        default=None, description="The market party that sells it; for a supplier, itself where it is left out."
    )
    brand: Line | None = Field(default=None, description="Name of the brand; required unless `brand_id` is given.")
    brand_id: UUID | None = Field(
        default=None, description="The brand as a market party, where it is registered as one."
    )
    model_name: Annotated[Line, MODEL_NAME]
    model_number: Annotated[Line, MODEL_NUMBER]
    gtin: Annotated[Gtin | None, GTIN] = None
    category: Annotated[ProductCategory, CATEGORY]
    condition: Annotated[Condition, CONDITION] = Condition.NEW
    status: Literal[ProductStatus.ANNOUNCED, ProductStatus.ACTIVE] = Field(
        default=ProductStatus.ACTIVE, description="Whether it is on the market, or announced for later."
    )
    original_product_id: OriginalId = None
    warranty_years: WarrantyYears = None
    spare_parts_years: SparePartsYears = None
    spare_parts_price_list: SparePartsPrices = None
    repairability: Annotated[Repairability | None, REPAIRABILITY] = None
    upgradeable: Annotated[Upgradeable, UPGRADEABLE] = []
    battery_cycles: BatteryCycles = None
    recycled_content_pct: RecycledContent = None
    materials: Annotated[Materials, MATERIALS] = []
    main_components: Annotated[Components, COMPONENTS] = []

    @model_validator(mode="after")
    def _has_a_brand(self) -> Self:
        if self.brand is None and self.brand_id is None:
            raise ValueError("Give the `brand` or the `brand_id`.")
        return self


class ProductPatch(Patch):
    """What can be changed of a product; not its brand and number. Fields that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"model_name": "Meridiaan Slate 14 G2"}]})

    clearable: ClassVar[frozenset[str]] = frozenset(
        {
            *("gtin", "brand_id", "original_product_id", "warranty_years", "spare_parts_years"),
            *("spare_parts_price_list", "repairability", "battery_cycles", "recycled_content_pct"),
        }
    )

    brand_id: Annotated[UUID | None, BRAND_ID] = None
    model_name: Annotated[Line | None, MODEL_NAME] = None
    gtin: Annotated[Gtin | None, GTIN] = None
    category: Annotated[ProductCategory | None, CATEGORY] = None
    condition: Annotated[Condition | None, CONDITION] = None
    original_product_id: OriginalId = None
    warranty_years: WarrantyYears = None
    spare_parts_years: SparePartsYears = None
    spare_parts_price_list: SparePartsPrices = None
    repairability: Annotated[Repairability | None, REPAIRABILITY] = None
    upgradeable: Annotated[Upgradeable | None, UPGRADEABLE] = None
    battery_cycles: BatteryCycles = None
    recycled_content_pct: RecycledContent = None
    materials: Annotated[Materials | None, MATERIALS] = None
    main_components: Annotated[Components | None, COMPONENTS] = None


class ProductTransition(BaseModel):
    """The next state of a product."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "discontinued"}]})

    to: ProductStatus = Field(description="The state to move to; see `allowed_transitions`.")
    reason: Prose | None = Field(
        default=None, description="Why; null where no reason is given. It is kept in the journal."
    )


class ProductQuery(ListQuery):
    """Which products a list holds."""

    q: Line | None = Field(None, description="Only products with this text in their brand, name or number.")
    category: ProductCategory | None = Field(None, description="Only products of this category.")
    status: ProductStatus | None = Field(None, description="Only products with this status.")
    supplier_id: UUID | None = Field(None, description="Only products that this supplier offers.")
    updated_since: Instant | None = Field(None, description="Only products changed at this moment or later.")


class ProductItem(StampedOut):
    """A product in a list."""

    brand: Annotated[str, BRAND]
    brand_id: Annotated[UUID | None, BRAND_ID]
    model_name: Annotated[str, MODEL_NAME]
    model_number: Annotated[str, MODEL_NUMBER]
    gtin: Annotated[str | None, GTIN]
    category: Annotated[ProductCategory, CATEGORY]
    condition: Annotated[Condition, CONDITION]
    original_product_id: Annotated[UUID | None, ORIGINAL]
    warranty_years: Annotated[int | None, WARRANTY]
    spare_parts_years: Annotated[int | None, SPARE_PARTS_YEARS]
    status: ProductStatus = Field(description="Whether it is on the market.", examples=["active"])


class ProductOut(ProductItem):
    """A product with all that is said about it, and the transitions that the caller can make."""

    spare_parts_price_list: Annotated[str | None, PRICE_LIST]
    repairability: Annotated[RepairabilityOut | None, REPAIRABILITY]
    upgradeable: Annotated[list[ReplaceablePart], UPGRADEABLE]
    battery_cycles: Annotated[int | None, BATTERY_CYCLES]
    recycled_content_pct: Annotated[Decimal | None, RECYCLED]
    materials: Annotated[list[Material], MATERIALS]
    main_components: Annotated[list[MainComponent], COMPONENTS]
    allowed_transitions: list[ProductStatus] = Field(description="The states to which the caller can move it now.")
