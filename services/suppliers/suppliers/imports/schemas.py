"""Imports of lists in requests and answers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from chassis.pages import ListQuery
from chassis.rows import StampedOut
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.schemas import DisclosureIn
from suppliers.imports.interpretations.schemas import ListReading
from suppliers.imports.rules import ImportStatus, RowStatus
from suppliers.matching.decision import Doubt

STATUS = Field(description="How far the list has been read.", examples=["done"])
SUPPLIER_ID = Field(description="The supplier whose products are made at these sites.")
FILENAME = Field(description="Name of the uploaded file.", examples=["sites-2026.csv"])
TOTAL = Field(description="Number of rows in the list.", examples=[12])
ROWS = Field(description="Outcomes of the rows that have been read so far.")
READING = Field(description="How the file was understood; null for imports of earlier releases.")
FAILURE = Field(description="Why reading stopped, where `status` is `failed`; else null.")


class ImportTerms(BaseModel):
    """What the form says beside the file."""

    disclosure: DisclosureIn = Field(description="The draft that the rows go into.")
    tier: Tier = Field(description="Tier of rows that name none.")
    encoding: str = Field(description="The encoding of a text, where the caller states it; else empty.")
    dry_run: bool = Field(description="Whether to save nothing.")


class RowCounts(BaseModel):
    """How many rows have each outcome."""

    new: int = Field(description="Sites that are not in the register.", examples=[9])
    matched: int = Field(description="Sites that were recognised in the register.", examples=[2])
    review: int = Field(description="Sites about which a person must decide.", examples=[1])
    invalid: int = Field(description="Rows that cannot be used.", examples=[0])


class Candidate(BaseModel, from_attributes=True):
    """A facility that the site of a row may be, and why that is not certain."""

    facility_id: UUID = Field(description="The facility.")
    score: float = Field(
        description="How likely it is the site, from 0 (certainly not) to 1 (certainly).", examples=[0.93]
    )
    doubts: list[Doubt] = Field(
        description="Why a high score is not enough; empty where there are none.",
        examples=[["the_numbers_differ"]],
    )


class Reason(BaseModel, from_attributes=True):
    """Why a row has its outcome, or a warning about it."""

    code: str = Field(
        description=(
            "What it is about. `no_name`, `no_country`, `unknown_country`, `illegal_character`, `too_long`,"
            " `formula_without_value` and `total_row` make a row invalid; `known_site`, `new_site` and"
            " `resembles_known_site` are results of the comparison with the register; all others are warnings."
        ),
        examples=["new_site"],
    )
    column: str = Field(
        description="Heading of the column in the list; empty where the whole row is meant.", examples=[""]
    )
    detail: str = Field(description="The reason in words.", examples=["No similar site is in the register."])


class ImportRowQuery(ListQuery):
    """Which rows a list holds."""

    status: RowStatus | None = Field(None, description="Only rows with this status.")


class ImportRowItem(BaseModel):
    """The outcome of a row."""

    id: UUID | None = Field(description="Permanent id; null in a dry run.")
    row: int = Field(
        description=(
            "Number of the row, as a spreadsheet counts them. In a workbook with several lists, the numbers of each"
            " list go on behind those of the list before it."
        ),
        examples=[2],
    )
    sheet: str | None = Field(
        description="Name of the sheet, where the workbook has several lists; else null.", examples=["Malta"]
    )
    sheet_row: int | None = Field(
        description="Number of the row in that sheet, where there are several lists; else null.",
        examples=[2],
    )
    status: RowStatus = Field(description="Outcome of the row.")
    facility_id: UUID | None = Field(
        description="The facility that the row names, where `status` is `matched`; else null."
    )
    candidates: list[Candidate] = Field(
        description="Facilities to choose from, likeliest first, where `status` is or was `review`; else empty."
    )
    reasons: list[Reason] = Field(description="Why the row has this outcome, and warnings about it.")
    raw: dict[str, JsonValue] = Field(
        description="The row as it was written: the text of each cell, by heading.",
        examples=[{"Facility name": "Havenkant Assembly Works", "Country": "China"}],
    )


class ImportQuery(ListQuery):
    """Which imports a list holds."""

    supplier_id: UUID | None = Field(None, description="Only imports of this supplier.")
    disclosure_id: UUID | None = Field(None, description="Only imports into this disclosure.")
    status: ImportStatus | None = Field(None, description="Only imports with this status.")


class ImportItem(StampedOut):
    """An import in a list."""

    status: Annotated[ImportStatus, STATUS]
    supplier_id: Annotated[UUID, SUPPLIER_ID]
    disclosure_id: UUID = Field(description="The draft disclosure that the rows are in.")
    dry_run: bool = Field(description="Always false: dry runs are not saved.")
    filename: Annotated[str, FILENAME]
    total: Annotated[int, TOTAL]
    rows: Annotated[RowCounts, ROWS]
    failure: Annotated[str | None, FAILURE]


class ImportOut(BaseModel):
    """An import, or what it would do in a dry run."""

    id: UUID | None = Field(description="Permanent id; null in a dry run.")
    version: int = Field(description="Grows by one with each change; 0 in a dry run.", examples=[1])
    status: Annotated[ImportStatus, STATUS]
    supplier_id: Annotated[UUID, SUPPLIER_ID]
    disclosure_id: UUID | None = Field(description="The draft disclosure that the rows are in; null in a dry run.")
    dry_run: bool = Field(description="Whether nothing was saved.")
    filename: Annotated[str, FILENAME]
    total: Annotated[int, TOTAL]
    rows: Annotated[RowCounts, ROWS]
    failure: Annotated[str | None, FAILURE] = None
    reading: Annotated[ListReading | None, READING] = None
    items: list[ImportRowItem] | None = Field(
        default=None, description="The rows with their outcomes in a dry run; else null, read them separately."
    )


class RowDecisionIn(BaseModel):
    """The decision about a `review` row: a facility of the register, or a new site."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"new": True}]})

    facility_id: UUID | None = Field(default=None, description="The facility that the row names; null with `new`.")
    new: bool = Field(default=False, description="true: the site is not in the register.")
