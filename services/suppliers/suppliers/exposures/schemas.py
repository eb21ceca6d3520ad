"""Exposures on the wire: links from a site to the caller's own contracts, and how much is disclosed at all."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from chassis.dates import Day
from suppliers.disclosures.rules import Tier
from suppliers.exposures.rules import MARGIN_MONTHS, Confidence, MatchKind
from suppliers.exposures.versions.rules import GapKind

Margin = Annotated[int, Field(ge=0, le=60, description="months around the period that still count")]
LOOKUP_EXAMPLE: dict[str, JsonValue] = {
    "facility_id": "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11",
    "from": "2026-03-01",
    "to": "2026-04-30",
}


class LookupIn(BaseModel):
    """A site and the days something was so there, both ends included."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, json_schema_extra={"examples": [LOOKUP_EXAMPLE]}
    )

    facility_id: UUID
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    margin_months: Margin = MARGIN_MONTHS

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("`to` is before `from`.")
        return self


class ExposureItem(BaseModel):
    """A link, not a statement of responsibility."""

    contract_id: UUID
    contract_reference: str
    product_id: UUID | None = Field(description="null where only the supplier is known to work there")
    product_name: str | None
    facility_id: UUID | None = Field(description="null: a facility that is not disclosed to you")
    tier: Tier
    relation: str | None
    disclosure_id: UUID
    disclosure_version: int
    match_kind: MatchKind
    confidence: Confidence
    units: int | None


class FacilityExposureCoverage(BaseModel):
    """What the answer rests on: of what is not disclosed, nothing can be found."""

    products_delivered: int
    products_disclosed: int
    contracts: int
    contracts_without_deliveries: int


class Exposures(BaseModel):
    """All links to the caller's own contracts. None found is not the same as none there: see `coverage`."""

    items: list[ExposureItem]
    next: None = None
    coverage: FacilityExposureCoverage


class GapItem(BaseModel):
    """What is not disclosed of what a contract brings; without a product, of the contract as a whole."""

    contract_id: UUID
    product_id: UUID | None
    product_name: str | None
    kind: GapKind


class Gaps(BaseModel):
    items: list[GapItem]


class FacilitySuppliersIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    facility_id: UUID


class FacilitySuppliers(BaseModel):
    """Suppliers whose accepted lists name the site."""

    supplier_ids: list[UUID]
