"""Facilities on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from chassis.pages import ListQuery
from chassis.text import Country, Line, storable
from suppliers.facilities.rules import FacilityStatus, FacilityType, GeoPrecision, SourceKind, Verification
from suppliers.matching.decision import Decision, Doubt
from suppliers.suppliers.schemas import Identifier

AddressLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(storable)
]
PostalCode = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(storable)
]
EXAMPLE: dict[str, JsonValue] = {
    "name": "Havenkant Assembly Works",
    "address": "12 Example Dock Road, Building 3",
    "city": "Shenzhen",
    "country": "CN",
    "types": ["final_assembly"],
}


class FacilityIn(BaseModel):
    """A site as it is entered by hand."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    name: Line
    aliases: Annotated[list[Line], Field(max_length=20)] = []
    address: AddressLine | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: PostalCode | None = None
    country: Country
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    geo_precision: GeoPrecision = GeoPrecision.UNKNOWN
    identifiers: Annotated[list[Identifier], Field(max_length=20)] = []
    types: Annotated[list[FacilityType], Field(max_length=26)] = []
    workers_total: Annotated[int, Field(ge=0, le=2_000_000)] | None = None
    parent_company: Line | None = None


class Source(BaseModel):
    """Where a claim about a site comes from, as far as a stranger may know."""

    kind: SourceKind
    year: int


class FacilityQuery(ListQuery):
    """Which facilities a list holds."""

    q: Line | None = Field(None, description="Only facilities with this text in their name or address.")
    country: Country | None = Field(None, description="Only facilities in this country (ISO 3166-1).")
    supplier_id: UUID | None = Field(
        None, description="Only facilities in lists of this supplier that you may see."
    )


class FacilityItem(BaseModel, from_attributes=True):
    """A site of the register; when and by whom it was entered is nobody's business but its source's year."""

    id: UUID
    version: int
    name: str
    aliases: list[str]
    address: str | None = Field(description="null: its location is approximate")
    city: str | None
    region: str | None
    postal_code: str | None
    country: str
    lat: float | None
    lon: float | None
    geo_precision: GeoPrecision
    identifiers: list[Identifier]
    types: list[str]
    workers_total: int | None
    parent_company: str | None
    verification: Verification
    status: FacilityStatus
    sources: list[Source]
    possible_duplicate_of: UUID | None = Field(description="a site that may be the same one; nobody decided yet")


class FacilityOut(FacilityItem):
    """A site; asked for under the id of one that was merged into it, it answers 301 and says its own."""

    canonical_id: UUID


class SiteQuery(BaseModel):
    """A site as somebody wrote it down."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    address: AddressLine | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: PostalCode | None = None
    country: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None = Field(
        None, description="a code, or a name in any usual spelling"
    )
    identifiers: Annotated[list[Identifier], Field(max_length=20)] = []


class MatchIn(BaseModel):
    """Up to 100 sites, each under a key of the caller's own."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "queries": {
                        "a": {
                            "name": "Havenkant Assembly",
                            "address": "Example Dock Road 12, Shenzhen",
                            "country": "CN",
                        }
                    },
                    "limit": 5,
                }
            ]
        },
    )

    queries: Annotated[dict[Line, SiteQuery], Field(min_length=1, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=50)] = 5


class MatchedFacility(BaseModel, from_attributes=True):
    """What tells a candidate apart."""

    id: UUID
    name: str
    address: str | None
    city: str | None
    country: str


class MatchFeature(BaseModel, from_attributes=True):
    """One term of the score: it adds `value` times `weight` to the log-odds."""

    name: str
    value: float
    weight: float
    detail: str


class MatchResult(BaseModel):
    """A candidate, how likely it is the one asked for (0 to 1), and what speaks for and against."""

    facility: MatchedFacility
    score: float
    decision: Decision
    doubts: list[Doubt] = Field(description="why a high score is not enough for `same`")
    features: list[MatchFeature]


class MatchResponse(BaseModel):
    """The candidates for one query, likeliest first."""

    results: list[MatchResult]


class MatchOut(BaseModel):
    """The candidates under each query's key."""

    algorithm: str
    responses: dict[str, MatchResponse]


class MergeIn(BaseModel):
    """Two records found to be one site."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"into": "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"}]},
    )

    into: UUID
