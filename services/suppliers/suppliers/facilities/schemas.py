"""Facilities in requests and answers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from chassis.numbers import PLAIN_NUMBER, WHOLE_NUMBER
from chassis.pages import ListQuery
from chassis.stored_values import on_input
from chassis.text import Country, Line, storable, visible
from suppliers.facilities.rules import FacilityStatus, FacilityType, GeoPrecision, SourceKind, Verification
from suppliers.suppliers.schemas import Identifier

AddressLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    on_input(storable),
    on_input(visible),
]
PostalCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    on_input(storable),
    on_input(visible),
]
EXAMPLE: dict[str, JsonValue] = {
    "name": "Havenkant Assembly Works",
    "address": "12 Example Dock Road, Building 3",
    "city": "Shenzhen",
    "country": "CN",
    "types": ["final_assembly"],
}

NAME = Field(description="Name of the site.", examples=["Havenkant Assembly Works"])
ALIASES = Field(description="Other names of the site.", examples=[["Havenkant Works"]])
ADDRESS = Field(description="Street address; null where only the place is known.")
CITY = Field(description="City; null where it is not known or part of the address.")
REGION = Field(description="Region or province; null where it is not known.")
POSTAL_CODE = Field(description="Postal code; null where it is not known.")
COUNTRY = Field(description="Country (ISO 3166-1 alpha-2).", examples=["CN"])
LATITUDE = Field(
    description="Latitude in degrees, from -90 (South Pole) to 90 (North Pole); null where it is not known."
)
LONGITUDE = Field(description="Longitude in degrees, from -180 (west) to 180 (east); null where it is not known.")
GEO_PRECISION = Field(description="How exact the coordinates are.")
IDENTIFIERS = Field(description="Numbers of the site, or of its company, in external registers.")
TYPES = Field(description="What is done at the site; empty where it is not known.", examples=[["final_assembly"]])
WORKERS = Field(description="Number of workers at the site; null where it is not known.")
PARENT_COMPANY = Field(description="Company that runs the site; null where it is not known.")


class FacilityIn(BaseModel):
    """A site to add to the register."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: Annotated[Line, NAME]
    aliases: Annotated[list[Line], Field(max_length=20), ALIASES] = []
    address: Annotated[AddressLine | None, ADDRESS] = None
    city: Annotated[Line | None, CITY] = None
    region: Annotated[Line | None, REGION] = None
    postal_code: Annotated[PostalCode | None, POSTAL_CODE] = None
    country: Annotated[Country, COUNTRY]
    lat: Annotated[Annotated[float, Field(ge=-90, le=90), PLAIN_NUMBER] | None, LATITUDE] = None
    lon: Annotated[Annotated[float, Field(ge=-180, le=180), PLAIN_NUMBER] | None, LONGITUDE] = None
    geo_precision: Annotated[GeoPrecision, GEO_PRECISION] = GeoPrecision.UNKNOWN
    identifiers: Annotated[list[Identifier], Field(max_length=20), IDENTIFIERS] = []
    types: Annotated[list[FacilityType], Field(max_length=26), TYPES] = []
    workers_total: Annotated[Annotated[int, Field(ge=0, le=2_000_000), WHOLE_NUMBER] | None, WORKERS] = None
    parent_company: Annotated[Line | None, PARENT_COMPANY] = None


class Source(BaseModel):
    """A source of a site in the register. Its organisation and the exact day are not shown."""

    kind: SourceKind = Field(description="Kind of source.", examples=["supplier list"])
    year: int = Field(description="Year in which the source named the site.", examples=[2026])


class FacilityQuery(ListQuery):
    """Which facilities a list holds."""

    q: Line | None = Field(None, description="Only facilities with this text in their name or address.")
    country: Country | None = Field(None, description="Only facilities in this country (ISO 3166-1).")
    supplier_id: UUID | None = Field(
        None, description="Only facilities in lists of this supplier that you may see."
    )


class FacilityItem(BaseModel, from_attributes=True):
    """A facility of the register. Who registered it, and when, is not shown."""

    id: UUID = Field(description="Permanent id.")
    version: int = Field(description="Grows by one with each change.", examples=[1])
    name: Annotated[str, NAME]
    aliases: Annotated[list[str], ALIASES]
    address: Annotated[str | None, ADDRESS]
    city: Annotated[str | None, CITY]
    region: Annotated[str | None, REGION]
    postal_code: Annotated[str | None, POSTAL_CODE]
    country: Annotated[str, COUNTRY]
    lat: Annotated[float | None, LATITUDE]
    lon: Annotated[float | None, LONGITUDE]
    geo_precision: Annotated[GeoPrecision, GEO_PRECISION]
    identifiers: Annotated[list[Identifier], IDENTIFIERS]
    types: Annotated[list[FacilityType], TYPES]
    workers_total: Annotated[int | None, WORKERS]
    parent_company: Annotated[str | None, PARENT_COMPANY]
    verification: Verification = Field(description="Whether another party confirmed that the site exists.")
    status: FacilityStatus = Field(description="Whether the site is still in operation.")
    sources: list[Source] = Field(description="The sources of the site.")
    possible_duplicate_of: UUID | None = Field(
        description="A facility that may be the same site, not decided yet; null: none, and always for suppliers."
    )


class FacilityOut(FacilityItem):
    """A facility of the register."""

    canonical_id: UUID = Field(description="The id of the facility; that of another one if it was merged into it.")


class MergeIn(BaseModel):
    """Another record of the same site."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"into": "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"}]},
    )

    into: UUID = Field(description="The facility that stays.")
