"""Quotes in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.dates import Day
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Reference
from suppliers.products.facts.schemas import Years
from suppliers.spend.schemas import Money


class PriceList(BaseModel):
    """A price list of spare parts, as evidence."""

    model_config = ConfigDict(extra="forbid")

    title: Line = Field(description="Its title.", examples=["Spare parts Slate 14, 2026"])
    reference: Reference | None = Field(
        default=None,
        description="Where to find it: an id, a web address or a file number; null where it is filed nowhere.",
        examples=["https://parts.meridiaan.example/slate-14.pdf"],
    )
    received_on: Day = Field(description="Day on which it was received.", examples=["2026-03-02"])


SUPPLIER = Field(description="The market party that gave the quote.")
QUOTED_ON = Field(description="Day of the quote.", examples=["2026-03-02"])
VALID_TO = Field(description="Last day on which it is valid; null where it has no end.", examples=["2027-03-01"])
WARRANTY = Field(description="Years of warranty in the price; null where the quote does not say.", examples=[3])
EXTRA_YEAR = Field(description="Price of one more year of warranty for one unit; null where none was asked.")
SPARE_PARTS = Field(
    description="For how many years spare parts are delivered; null where the quote does not say.", examples=[7]
)
PRICES = Field(description="The price list of spare parts; null where none was received.")
A_QUOTE: dict[str, JsonValue] = {
    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
    "quoted_on": "2026-03-02",
    "warranty_years": 3,
    "extra_warranty_year": {"amount": "24.50", "currency": "EUR", "vat_included": False},
    "spare_parts_years": 7,
    "spare_parts_prices": {"title": "Spare parts Slate 14, 2026", "received_on": "2026-03-02"},
}


class QuoteIn(BaseModel):
    """What a supplier asks of your organisation for more warranty and for spare parts of a product."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_QUOTE]})

    supplier_id: Annotated[UUID, SUPPLIER]
    quoted_on: Annotated[Day, QUOTED_ON]
    valid_to: Annotated[Day | None, VALID_TO] = None
    warranty_years: Annotated[Years | None, WARRANTY] = None
    extra_warranty_year: Annotated[Money | None, EXTRA_YEAR] = None
    spare_parts_years: Annotated[Years | None, SPARE_PARTS] = None
    spare_parts_prices: Annotated[PriceList | None, PRICES] = None


class QuotePatch(Patch):
    """What can be changed of a quote; not its supplier. Fields that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"valid_to": "2027-03-01"}]})

    clearable: ClassVar[frozenset[str]] = frozenset(
        {"valid_to", "warranty_years", "extra_warranty_year", "spare_parts_years", "spare_parts_prices"}
    )

    quoted_on: Annotated[Day | None, QUOTED_ON] = None
    valid_to: Annotated[Day | None, VALID_TO] = None
    warranty_years: Annotated[Years | None, WARRANTY] = None
    extra_warranty_year: Annotated[Money | None, EXTRA_YEAR] = None
    spare_parts_years: Annotated[Years | None, SPARE_PARTS] = None
    spare_parts_prices: Annotated[PriceList | None, PRICES] = None


class QuoteQuery(ListQuery):
    """Which quotes a list holds."""

    supplier_id: UUID | None = Field(None, description="Only quotes of this supplier.")


class QuoteOut(StampedOut):
    """What a supplier asked of your organisation for more warranty and for spare parts of a product."""

    product_id: UUID = Field(description="The product.")
    supplier_id: Annotated[UUID, SUPPLIER]
    quoted_on: Annotated[date, QUOTED_ON]
    valid_to: Annotated[date | None, VALID_TO]
    warranty_years: Annotated[int | None, WARRANTY]
    extra_warranty_year: Annotated[Money | None, EXTRA_YEAR]
    spare_parts_years: Annotated[int | None, SPARE_PARTS]
    spare_parts_prices: Annotated[PriceList | None, PRICES]
