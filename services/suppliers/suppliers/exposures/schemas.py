"""Exposures in requests and answers: links from a facility to the caller's contracts."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.dates import Day
from chassis.numbers import WHOLE_NUMBER
from suppliers.disclosures.rows.rules import Relation, Tier
from suppliers.exposures.rules import Confidence, MatchKind
from suppliers.exposures.statements.rules import MARGIN_MONTHS
from suppliers.exposures.versions.rules import GapKind

Margin = Annotated[
    int,
    Field(
        ge=0,
        le=60,
        description=(
            "Months before and after these days that still count, because what is made in one month is delivered in"
            " another."
        ),
    ),
    WHOLE_NUMBER,
]
LOOKUP_EXAMPLE: dict[str, JsonValue] = {
    "facility_id": "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11",
    "from": "2026-03-01",
    "to": "2026-04-30",
}

FACILITY_ID = Field(description="The facility.")
CONTRACT_ID = Field(description="The contract.")
PRODUCT_NAME = Field(description="Brand and model of the product; null without a product.")


class LookupIn(BaseModel):
    """A facility and the days in question (both included)."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, json_schema_extra={"examples": [LOOKUP_EXAMPLE]}
    )

    facility_id: Annotated[UUID, FACILITY_ID]
    first: Day = Field(alias="from", description="First day.")
    last: Day = Field(alias="to", description="Last day.")
    margin_months: Margin = MARGIN_MONTHS


class ExposureItem(BaseModel):
    """A contract that a facility works for, or may work for. It does not say who is responsible."""

    contract_id: Annotated[UUID, CONTRACT_ID]
    contract_reference: str = Field(
        description="The buyer's own reference of the contract.", examples=["ICT-2026-014"]
    )
    product_id: UUID | None = Field(
        description="The delivered product; null where the contract has no recorded delivery in these days."
    )
    product_name: Annotated[str | None, PRODUCT_NAME]
    facility_id: UUID | None = Field(
        description="The facility; null where the caller may not see the row that names it."
    )
    tier: Tier = Field(description="Place of the facility in the supply chain of the product.")
    relation: Relation | None = Field(
        description="What the facility does for the product; null where it is not known."
    )
    disclosure_id: UUID = Field(description="The version that says so.")
    disclosure_version: int = Field(description="Number of that version.", examples=[1])
    match_kind: MatchKind = Field(description="How precisely the version names the product.")
    confidence: Confidence = Field(description="How sure the link is.")
    units: int | None = Field(description="Units delivered in the days in question; null where that is not known.")


class FacilityExposureCoverage(BaseModel):
    """How much of what was bought is disclosed at all. Nothing can be found about the rest."""

    products_delivered: int = Field(description="Products delivered in these days.", examples=[8])
    products_disclosed: int = Field(
        description="Those of the products with a version that is in force.", examples=[6]
    )
    contracts: int = Field(description="Contracts with deliveries, or that ran, in these days.", examples=[3])
    contracts_without_deliveries: int = Field(
        description="Those of the contracts without a recorded delivery in these days.", examples=[1]
    )


class Exposures(BaseModel):
    """All links of a facility to the caller's contracts. Without a link there may still be one: see `coverage`."""

    items: list[ExposureItem] = Field(description="The links.")
    next: None = Field(default=None, description="Always null: there is no further page.")
    coverage: FacilityExposureCoverage = Field(description="How much is disclosed at all.")


class GapItem(BaseModel):
    """Something that is not disclosed of what was bought under a contract."""

    contract_id: Annotated[UUID, CONTRACT_ID]
    product_id: UUID | None = Field(description="The product; null where the contract as a whole is meant.")
    product_name: Annotated[str | None, PRODUCT_NAME]
    kind: GapKind = Field(description="What is missing.")


class Gaps(BaseModel):
    """What is not disclosed of what was bought under contracts."""

    items: list[GapItem] = Field(description="The gaps.")
