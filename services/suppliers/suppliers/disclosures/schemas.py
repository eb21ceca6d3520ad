"""Disclosures in requests and answers."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.dates import Day, Instant
from chassis.long_lists import InPieces
from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.rows import StampedOut
from chassis.text import Line, Prose
from suppliers.disclosures.rows.rules import Confidentiality, DisclosureSource, Tier
from suppliers.disclosures.rows.schemas import ROW_EXAMPLE, AnyTier, RowIn
from suppliers.disclosures.rules import DisclosureStatus
from suppliers.disclosures.statements.rules import StatementStatus
from suppliers.obligations.schemas import FormalRequest

Buyers = Annotated[list[UUID], Field(max_length=50)]
Gaps = Annotated[list["Gap"], Field(max_length=50)]
EXAMPLE: dict[str, JsonValue] = {
    "supplier_id": "0197f3a2-0000-7000-8000-000000000001",
    "product_id": "0197f3a2-0000-7000-8000-000000000002",
    "valid_from": "2026-01-01",
    "rows": [ROW_EXAMPLE],
}

SUPPLIER_ID = Field(description="The supplier whose products are made at these sites.")
PRODUCT_ID = Field(description="The product that the version is about; null where it is about several.")
PRODUCT_FAMILY = Field(
    description=(
        "The family of products that the version is about, such as `laptops`; null where it is about one product or"
        " about all products of the supplier."
    )
)
VALID_FROM = Field(description="First day for which the version is valid.")
VALID_TO = Field(description="Last day for which the version is valid; null where no end is known.")
SOURCE = Field(description="Whose statement it is.")
GAPS = Field(description="What the version does not disclose, and why.")


class Gap(BaseModel):
    """Something that a version does not disclose, and what was done about it."""

    model_config = ConfigDict(extra="forbid")

    tier: AnyTier = Field(description="The tier that is not disclosed.", examples=["T1"])
    component: Line | None = Field(
        default=None, description="The component that is not disclosed; null: the whole tier.", examples=["battery"]
    )
    reason: Line = Field(
        description="Why it is not disclosed.", examples=["Our supplier does not name its battery factory."]
    )
    formal_request: FormalRequest | None = Field(
        default=None, description="The supplier's formal request for it to its own supplier; null: there was none."
    )


class DisclosureIn(BaseModel):
    """A version that is entered by hand; longer lists are imported (POST /v1/disclosure-imports)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    supplier_id: Annotated[UUID, SUPPLIER_ID]
    product_id: Annotated[UUID | None, PRODUCT_ID] = None
    product_family: Annotated[Line | None, PRODUCT_FAMILY] = None
    valid_from: Annotated[Day, VALID_FROM]
    valid_to: Annotated[Day | None, VALID_TO] = None
    source: Annotated[DisclosureSource, SOURCE] = DisclosureSource.SUPPLIER
    confidentiality: Confidentiality | None = Field(
        default=None,
        description=(
            "Confidentiality of rows that give none of their own; where left out, `public` for a public source and"
            " `parties` for others."
        ),
    )
    addressed_to: Buyers = Field(
        default=[], description="Buyers to whom a supplier will submit it; all that it is linked with where empty."
    )
    gaps: Annotated[Gaps, GAPS] = []
    rows: Annotated[list[RowIn], Field(max_length=1000), InPieces()] = Field(default=[], description="The sites.")


class DisclosurePatch(Patch):
    """What can be changed of a draft. Fields that are left out stay as they are."""

    clearable: ClassVar[frozenset[str]] = frozenset({"valid_to"})
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"valid_to": "2026-12-31"}]})

    valid_from: Annotated[Day | None, VALID_FROM] = None
    valid_to: Annotated[Day | None, VALID_TO] = None
    addressed_to: Buyers | None = Field(
        default=None,
        description="Buyers to whom a supplier will submit it; all that it is linked with where empty.",
    )
    gaps: Annotated[Gaps | None, GAPS] = None
    rows: Annotated[list[RowIn], Field(max_length=1000), InPieces()] | None = Field(
        default=None, description="The sites, in place of all that the draft has."
    )


class DisclosureTransition(BaseModel):
    """The next state of a version, with what this transition requires."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "submitted"}]})

    to: DisclosureStatus = Field(description="The state to move to; see `allowed_transitions`.")
    reason: Prose | None = Field(
        default=None, description="Why; required for `returned`, `contested` and `withdrawn`, null otherwise."
    )


class Days(BaseModel):
    """A period of days; the first and the last day are included."""

    model_config = ConfigDict(populate_by_name=True)

    first: date = Field(alias="from", serialization_alias="from", description="First day.")
    last: date | None = Field(alias="to", serialization_alias="to", description="Last day; null: no end is known.")


class RowSummary(BaseModel):
    """Counts of the rows that the caller may see."""

    total: int = Field(description="All rows.", examples=[12])
    resolved: int = Field(description="Rows whose facility is shown.", examples=[12])
    waiting: int = Field(
        description="Rows whose site is not in the register yet; acceptance adds it.", examples=[0]
    )
    possible_duplicates: int = Field(
        description="Rows that are, or will be, new facilities which resemble an existing one.", examples=[1]
    )


class Completeness(BaseModel):
    """How much of what the caller's contracts require is disclosed."""

    asked: list[Tier] = Field(description="Tiers that clauses of the caller's contracts require.")
    located: list[Tier] = Field(description="Tiers with at least one site whose address is known.")
    value: float | None = Field(
        description=(
            "Share of the required tiers that are located, in per cent from 0 (none) to 100 (all); null where no"
            " clause requires any."
        ),
        examples=[100.0],
    )


class DisclosureQuery(ListQuery):
    """Which disclosures a list holds."""

    supplier_id: UUID | None = Field(None, description="Only disclosures of this supplier.")
    product_id: UUID | None = Field(None, description="Only disclosures about this product.")
    status: DisclosureStatus | None = Field(None, description="Only disclosures with this status for you.")
    updated_since: Instant | None = Field(None, description="Only disclosures changed at this moment or later.")


class DisclosureItem(StampedOut):
    """A version in a list, with the state it has for the caller's organisation."""

    supplier_id: Annotated[UUID, SUPPLIER_ID]
    product_id: Annotated[UUID | None, PRODUCT_ID]
    product_family: Annotated[str | None, PRODUCT_FAMILY]
    version_no: int = Field(
        description="Number of the version about this subject, from 1, among the author's versions that you see.",
        examples=[1],
    )
    supersedes: UUID | None = Field(
        description=(
            "The version about the same products that was accepted before, whoever wrote it; null where none was."
        )
    )
    valid_from: Annotated[date, VALID_FROM]
    valid_to: Annotated[date | None, VALID_TO]
    source: Annotated[DisclosureSource, SOURCE]
    confidentiality: Confidentiality = Field(description="Confidentiality of rows that give none of their own.")
    entered_by_buyer: bool = Field(description="Whether a buyer entered it on the supplier's behalf.")
    standing: StatementStatus = Field(
        description="Whose statement the version is, and whether it counts.", examples=["confirmed"]
    )
    confirmed_on: date | None = Field(
        description="Day on which the supplier last confirmed it; null where it has not."
    )
    status: DisclosureStatus = Field(
        description="State for the caller's organisation: each buyer decides for itself.", examples=["accepted"]
    )


class DisclosureOut(DisclosureItem):
    """A version, with the transitions that the caller can make. Its rows are read separately."""

    addressed_to: list[UUID] = Field(
        description="Buyers to whom it was or will be submitted. A buyer sees only itself."
    )
    gaps: Annotated[list[Gap], GAPS]
    decided_on: date | None = Field(description="Day of the decision; null where there is none.")
    reason: str | None = Field(
        description="Why it was returned, contested or withdrawn; null where no reason was given."
    )
    in_force: list[Days] = Field(
        description="The days for which this version counts for the caller's organisation; empty where it does not."
    )
    rows: RowSummary = Field(description="Counts of the rows.")
    completeness: Completeness = Field(
        description="What the caller's contracts require, and how much of it is disclosed."
    )
    allowed_transitions: list[DisclosureStatus] = Field(
        description="The states to which the caller can move it now."
    )
