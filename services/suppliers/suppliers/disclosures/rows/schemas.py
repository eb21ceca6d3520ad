"""Rows of versions in requests and answers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from chassis.dates import Day
from chassis.numbers import decimals, exact
from chassis.pages import ListQuery
from chassis.text import Country, Line
from suppliers.disclosures.rows.rules import Confidentiality, Relation, RowBasis, Tier
from suppliers.facilities.schemas import (
    ADDRESS,
    CITY,
    COUNTRY,
    IDENTIFIERS,
    NAME,
    POSTAL_CODE,
    REGION,
    AddressLine,
    PostalCode,
)
from suppliers.suppliers.schemas import Identifier


def _tier(value: object) -> object:
    """`0`, `t0` and `tier 0` are T0."""
    code = str(value).strip().upper().removeprefix("TIER").strip()
    return f"T{code}" if code in {"0", "1", "2", "3", "4"} else code


AnyTier = Annotated[Tier, BeforeValidator(_tier)]
Share = Annotated[
    Decimal,
    Field(ge=0, le=100, max_digits=5, decimal_places=2),
    BeforeValidator(decimals(2)),
    AfterValidator(exact(2)),
]
ROW_EXAMPLE: dict[str, JsonValue] = {
    "tier": "T0",
    "name": "Havenkant Assembly Works",
    "address": "12 Example Dock Road, Building 3, Shenzhen",
    "country": "CN",
}

TIER = Field(
    description="Place of the site in the supply chain. `0` and `tier 0` are read as `T0`.", examples=["T0"]
)
RELATION = Field(description="What the site does for the product; null where it is not known.")
FACILITY_ID = Field(
    description=(
        "The site as a facility of the register; null while it is not recognised, and for rows that are more"
        " confidential than `parties`."
    )
)
COMPONENT = Field(
    description="What is made there for the product; null where it is not known.", examples=["display"]
)
SHARE_PCT = Field(
    description=(
        "Share of the site in this component, in per cent from 0 (nothing) to 100 (all of it); null where it is not"
        " known. The shares of one component may not add up to more than 100."
    )
)
ROW_FROM = Field(
    description="First day on which the site works for the product; null: as long as the version is valid."
)
ROW_TO = Field(
    description="Last day on which the site works for the product; null: as long as the version is valid."
)
CONFIDENTIALITY = Field(description="Who may see the row.")
BASIS = Field(description="On what the statement is based.")


class RowIn(BaseModel):
    """A site of a version: a facility of the register, or a name with its country."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ROW_EXAMPLE]})

    tier: Annotated[AnyTier, TIER] = Tier.TX
    relation: Relation | None = Field(
        default=None, description="What the site does for the product; where it is left out, the tier's usual one."
    )
    facility_id: UUID | None = Field(
        default=None, description="The facility of the register; then name and address are taken from there."
    )
    name: Line | None = Field(default=None, description="Name of the site; required without `facility_id`.")
    address: Annotated[AddressLine | None, ADDRESS] = None
    city: Annotated[Line | None, CITY] = None
    region: Annotated[Line | None, REGION] = None
    postal_code: Annotated[PostalCode | None, POSTAL_CODE] = None
    country: Country | None = Field(
        default=None, description="Country (ISO 3166-1 alpha-2); required without `facility_id`."
    )
    identifiers: Annotated[list[Identifier], Field(max_length=20), IDENTIFIERS] = []
    component: Annotated[Line | None, COMPONENT] = None
    share_pct: Annotated[Share | None, SHARE_PCT] = None
    valid_from: Annotated[Day | None, ROW_FROM] = None
    valid_to: Annotated[Day | None, ROW_TO] = None
    confidentiality: Confidentiality | None = Field(
        default=None, description="Who may see the row; that of the version where it is left out."
    )
    basis: RowBasis | None = Field(
        default=None, description="On what the statement is based; as the source where it is left out."
    )

    @model_validator(mode="after")
    def _names_a_site(self) -> Self:
        if self.facility_id is None and not (self.name and self.country):
            raise ValueError("A row needs a `facility_id`, or a `name` and a `country`.")
        return self


class RowQuery(ListQuery):
    """Which rows a list holds."""

    tier: Tier | None = Field(None, description="Only rows of this tier.")
    facility_id: UUID | None = Field(None, description="Only rows that name this facility.")


class RowItem(BaseModel, from_attributes=True):
    """A site of a version, as the list describes it."""

    id: UUID = Field(description="Permanent id.")
    number: int | None = Field(
        description="Number of the row in the list that was read or entered; null for all but its author.",
        examples=[1],
    )
    tier: Annotated[Tier, TIER]
    relation: Annotated[Relation | None, RELATION]
    facility_id: Annotated[UUID | None, FACILITY_ID]
    possible_duplicate_of: UUID | None = Field(
        description="A facility that may be the same site, not decided yet; null: none, and always for suppliers."
    )
    name: Annotated[str, NAME]
    address: Annotated[str | None, ADDRESS]
    city: Annotated[str | None, CITY]
    region: Annotated[str | None, REGION]
    postal_code: Annotated[str | None, POSTAL_CODE]
    country: Annotated[str, COUNTRY]
    component: Annotated[str | None, COMPONENT]
    share_pct: Annotated[Decimal | None, SHARE_PCT]
    valid_from: Annotated[date | None, ROW_FROM]
    valid_to: Annotated[date | None, ROW_TO]
    confidentiality: Annotated[Confidentiality, CONFIDENTIALITY]
    basis: Annotated[RowBasis, BASIS]
