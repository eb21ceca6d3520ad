"""Disclosures on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from chassis.dates import Day, Instant
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Country, Line, Prose
from suppliers.disclosures.rules import (
    Confidentiality,
    DisclosureSource,
    DisclosureStatus,
    Relation,
    RowBasis,
    Tier,
)
from suppliers.facilities.schemas import AddressLine, PostalCode
from suppliers.obligations.schemas import FormalRequest
from suppliers.suppliers.schemas import Identifier


def _tier(value: object) -> object:
    """`0`, `t0` and `tier 0` are T0."""
    said = str(value).strip().upper().removeprefix("TIER").strip()
    return f"T{said}" if said in {"0", "1", "2", "3", "4"} else said


AnyTier = Annotated[Tier, BeforeValidator(_tier)]
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
ROW_EXAMPLE: dict[str, JsonValue] = {
    "tier": "T0",
    "name": "Havenkant Assembly Works",
    "address": "12 Example Dock Road, Building 3, Shenzhen",
    "country": "CN",
}
EXAMPLE: dict[str, JsonValue] = {
    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
    "product_id": "0197f3a2-0000-7000-8000-000000000002",
    "valid_from": "2026-01-01",
    "rows": [ROW_EXAMPLE],
}


class Gap(BaseModel):
    """What a version does not disclose, and what was done about it."""

    model_config = ConfigDict(extra="forbid")

    tier: AnyTier
    component: Line | None = None
    reason: Line
    formal_request: FormalRequest | None = None


class RowIn(BaseModel):
    """One site, as somebody says it: a facility of the register, or a name with its country."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ROW_EXAMPLE]})

    tier: AnyTier = Tier.TX
    relation: Relation | None = None
    facility_id: UUID | None = None
    name: Line | None = None
    address: AddressLine | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: PostalCode | None = None
    country: Country | None = None
    identifiers: Annotated[list[Identifier], Field(max_length=20)] = []
    component: Line | None = None
    share_pct: Share | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    confidentiality: Confidentiality | None = Field(default=None, description="the version's own where absent")
    basis: RowBasis | None = None

    @model_validator(mode="after")
    def _names_a_site(self) -> Self:
        if self.facility_id is None and not (self.name and self.country):
            raise ValueError("A row needs a `facility_id`, or a `name` and a `country`.")
        return self


class DisclosureIn(BaseModel):
    """A version entered by hand; longer lists are imported."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    supplier_id: UUID
    product_id: UUID | None = None
    product_family: Line | None = Field(default=None, description="where the list is of several products")
    valid_from: Day
    valid_to: Day | None = Field(default=None, description="the last day; absent: until further notice")
    source: DisclosureSource = DisclosureSource.SUPPLIER
    confidentiality: Confidentiality | None = Field(
        default=None, description="of rows that say none: `public` from a public source, else `parties`"
    )
    addressed_to: Annotated[list[UUID], Field(max_length=50)] = Field(
        default=[], description="buyers a supplier hands it to; all it speaks with where absent"
    )
    gaps: Annotated[list[Gap], Field(max_length=50)] = []
    rows: Annotated[list[RowIn], Field(max_length=1000)] = []


class DisclosurePatch(Patch):
    """What may change of a draft (RFC 7396)."""

    clearable: ClassVar[frozenset[str]] = frozenset({"valid_to"})
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"valid_to": "2026-12-31"}]})

    valid_from: Day | None = None
    valid_to: Day | None = None
    addressed_to: Annotated[list[UUID], Field(max_length=50)] | None = None
    gaps: Annotated[list[Gap], Field(max_length=50)] | None = None


class DisclosureTransitionIn(BaseModel):
    """A move of a version; a return, a contest and a withdrawal need their reason."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "submitted"}]})

    to: DisclosureStatus
    reason: Prose | None = None


class Days(BaseModel):
    """A run of days, both ends included; without an end it goes on."""

    model_config = ConfigDict(populate_by_name=True)

    first: date = Field(alias="from", serialization_alias="from")
    last: date | None = Field(alias="to", serialization_alias="to")


class RowSummary(BaseModel):
    """What has become of the rows: `waiting` ones enter the register when the version is accepted."""

    total: int
    resolved: int
    waiting: int
    possible_duplicates: int = Field(
        description="entered, or to be entered, as new sites that resemble a known one"
    )


class Completeness(BaseModel):
    """Tiers that clauses of your contracts ask for, and those with at least one site of known address."""

    asked: list[Tier]
    located: list[Tier]
    value: float | None = Field(description="per cent; null where no clause asks")


class DisclosureQuery(ListQuery):
    """Which disclosures a list holds."""

    supplier_id: UUID | None = Field(None, description="Only disclosures of this supplier.")
    product_id: UUID | None = Field(None, description="Only disclosures about this product.")
    status: DisclosureStatus | None = Field(None, description="Only disclosures with this status.")
    updated_since: Instant | None = Field(None, description="Only disclosures changed at this moment or later.")


class DisclosureItem(StampedOut):
    """A version in a list, with the status it has for the caller's organisation."""

    supplier_id: UUID
    product_id: UUID | None
    product_family: str | None
    version_no: int
    supersedes: UUID | None
    valid_from: date
    valid_to: date | None
    source: DisclosureSource
    confidentiality: Confidentiality
    entered_by_buyer: bool
    confirmed_on: date | None = Field(description="when the supplier confirmed what a buyer had entered")
    status: DisclosureStatus


class DisclosureOut(DisclosureItem):
    """A version; its rows are a list of their own."""

    addressed_to: list[UUID]
    gaps: list[Gap]
    decided_on: date | None
    reason: str | None = Field(description="of a return, a contest or a withdrawal")
    in_force: list[Days] = Field(description="the days for which this version counts for your organisation")
    rows: RowSummary
    completeness: Completeness
    allowed_transitions: list[DisclosureStatus]


class RowQuery(ListQuery):
    """Which rows a list holds."""

    tier: Tier | None = Field(None, description="Only rows of this tier.")
    facility_id: UUID | None = Field(None, description="Only rows that name this facility.")


class RowItem(BaseModel, from_attributes=True):
    """A site of a version, as it was written down."""

    id: UUID
    number: int
    tier: Tier
    relation: Relation | None
    facility_id: UUID | None = Field(description="null until it is recognised, at the latest on acceptance")
    possible_duplicate_of: UUID | None
    name: str
    address: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str
    component: str | None
    share_pct: Decimal | None
    valid_from: date | None
    valid_to: date | None
    confidentiality: Confidentiality
    basis: RowBasis


class SiteChange(BaseModel):
    """One site that came, went or changed between two versions."""

    facility_id: UUID | None
    name: str
    country: str
    before: list[dict[str, Any]] = Field(description="tier, relation, component and share in the older version")
    after: list[dict[str, Any]]


class DisclosureDiff(BaseModel):
    """What changed since the version this one supersedes, as far as the caller sees the rows of both."""

    supersedes: UUID | None
    added: list[SiteChange]
    removed: list[SiteChange]
    changed: list[SiteChange]
    unchanged: int
