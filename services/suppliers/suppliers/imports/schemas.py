"""Imports of lists on the wire."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from suppliers.disclosures.rules import Tier
from suppliers.disclosures.schemas import DisclosureIn
from suppliers.imports.rules import ImportStatus, RowStatus


class ImportTerms(BaseModel):
    """What is said beside the file."""

    disclosure: DisclosureIn
    tier: Tier
    dry_run: bool


class RowCounts(BaseModel):
    """How the rows have ended so far."""

    new: int
    matched: int
    review: int
    invalid: int


class Candidate(BaseModel, from_attributes=True):
    """A site that a row may be, and why the machine does not say so by itself."""

    facility_id: UUID
    score: float
    doubts: list[str]


class Reason(BaseModel, from_attributes=True):
    """What is to be said about a row; `column` is the heading as it stands in the list."""

    code: str
    column: str
    detail: str


class ImportRowQuery(ListQuery):
    """Which rows a list holds."""

    status: RowStatus | None = Field(None, description="Only rows with this status.")


class ImportRowItem(BaseModel):
    """What one row turned out to be; `row` is its number as a spreadsheet counts."""

    id: UUID | None = Field(description="null in a dry run")
    row: int
    status: RowStatus
    facility_id: UUID | None
    candidates: list[Candidate]
    reasons: list[Reason]
    raw: dict[str, JsonValue]


class ImportQuery(ListQuery):
    """Which imports a list holds."""

    supplier_id: UUID | None = Field(None, description="Only imports of this supplier.")
    disclosure_id: UUID | None = Field(None, description="Only imports into this disclosure.")
    status: ImportStatus | None = Field(None, description="Only imports with this status.")


class ImportItem(StampedOut):
    """A list that was handed in, and how far it has been read."""

    status: ImportStatus
    supplier_id: UUID
    disclosure_id: UUID = Field(description="the draft that its rows are in")
    dry_run: bool
    filename: str
    total: int
    rows: RowCounts
    failure: str | None


class ImportOut(BaseModel):
    """A list that was handed in, and how far it has been read; in a dry run, what would come of it."""

    id: UUID | None = Field(description="null in a dry run")
    version: int
    status: ImportStatus
    supplier_id: UUID
    disclosure_id: UUID | None = Field(description="the draft that its rows are in; null in a dry run")
    dry_run: bool
    filename: str
    total: int
    rows: RowCounts
    failure: str | None = None
    items: list[ImportRowItem] | None = Field(default=None, description="the rows themselves, in a dry run alone")


class RowDecisionIn(BaseModel):
    """Which site a `review` row is: one of the register, or a new one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"new": True}]})

    facility_id: UUID | None = None
    new: bool = False
