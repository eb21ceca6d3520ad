"""Imports of workbooks in requests and answers."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.pages import ListQuery
from chassis.patches import Patch
from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.stored_values import on_input
from chassis.text import storable
from suppliers.data_imports.rules import DataImportStatus, DataRowStatus, SheetName

STATUS = Field(description="How far the workbook has been applied.", examples=["done"])
FILENAME = Field(description="Name of the uploaded file.", examples=["contracts-2026.xlsx"])
TOTAL = Field(description="Number of rows in all sheets.", examples=[100])
ROWS = Field(description="The rows by their outcome.")
FAILURE = Field(description="Why applying stopped, where `status` is `failed`; else null.")
COLUMN = Field(description="Key of the column; empty where the whole row is meant.", examples=["end"])
CELLS = Field(
    description="The row as it was written: the text of each cell, by the key of its column. Empty for a settled"
    " row about a person.",
    examples=[{"reference": "ICT-2026-014", "end": "28/02/2030"}],
)

CellText = Annotated[str, StringConstraints(max_length=2000), on_input(storable)]
CellKey = Annotated[
    str, StringConstraints(pattern=worded(r"^[a-z_]{1,40}$", "the key of a column, such as person_name"))
]


class DataRowCounts(BaseModel):
    """How many rows have each outcome."""

    new: int = Field(default=0, description="Records that were registered.", examples=[96])
    updated: int = Field(default=0, description="Records that were changed.", examples=[1])
    unchanged: int = Field(default=0, description="Rows that say what the platform has.", examples=[0])
    question: int = Field(default=0, description="Rows about which a person must decide.", examples=[1])
    blocked: int = Field(default=0, description="Rows that name another row which waits.", examples=[0])
    invalid: int = Field(default=0, description="Rows that cannot be used as they are.", examples=[2])
    waiting: int = Field(default=0, description="Rows that have not been looked at yet.", examples=[0])


class SheetOfWorkbook(BaseModel):
    """A sheet of the file that was read."""

    sheet: SheetName = Field(description="Which sheet of the template it is.")
    title: str = Field(description="Its name in the file.", examples=["Contracten"])
    headings_row: int = Field(description="The row with its headings.", examples=[2])
    rows: int = Field(description="Rows that were read.", examples=[40])
    columns: list[str] = Field(description="Keys of the columns that were understood.", examples=[["reference"]])
    unknown_columns: list[str] = Field(
        description="Headings of columns that were left out, because nothing is known by this name.",
        examples=[["Opmerking"]],
    )


class SheetNotRead(BaseModel):
    """A sheet of the file that was left out."""

    title: str = Field(description="Its name in the file.", examples=["Archief"])
    reason: str = Field(
        description="`hidden`, or `no_headings` where no row has headings that are known.", examples=["hidden"]
    )
    rows: int = Field(description="How many rows it has, at most 5,000.", examples=[12])


class WorkbookReading(BaseModel):
    """How the file was understood."""

    sheets: list[SheetOfWorkbook] = Field(description="The sheets that were read.")
    sheets_left_out: list[SheetNotRead] = Field(description="The sheets that were not read.")


class RowMessage(BaseModel, from_attributes=True):
    """Something about a row: why it has its outcome, or how a cell was read."""

    column: Annotated[str, COLUMN]
    code: str = Field(
        description="What it is about: the code of the refusal that the same request to the API would meet, or one"
        " of the codes of this page.",
        examples=["unreadable_date"],
    )
    detail: str = Field(description="The same in words.", examples=["This is not a date; write 31/12/2026."])
    value: str = Field(description="What the cell says; empty where it is empty.", examples=["eind 2030"])


class RowChange(BaseModel, from_attributes=True):
    """A column in which the row differs from the record."""

    column: Annotated[str, COLUMN]
    before: str = Field(
        description="What the platform had; empty for a stored row about a person.", examples=["2029-02-28"]
    )
    after: str = Field(
        description="What the row says; empty for a stored row about a person.", examples=["28/02/2030"]
    )


class RowCandidate(BaseModel, from_attributes=True):
    """A record that the row may be about."""

    record_id: UUID = Field(description="Its id; give it as `record_id` of the row to choose it.")
    label: str = Field(description="What it is.", examples=["Meridiaan Systems (BE)"])


class DataRowQuery(ListQuery):
    """Which rows a list holds."""

    status: DataRowStatus | None = Field(None, description="Only rows with this outcome.")
    sheet: SheetName | None = Field(None, description="Only rows of this sheet.")


class DataRowFacts(BaseModel):
    """What is told of a row."""

    row: int = Field(description="Number of the row, from 1, through all sheets.", examples=[41])
    sheet: SheetName = Field(description="Which sheet of the template it is in.")
    title: str = Field(description="Name of that sheet in the file.", examples=["Contracten"])
    sheet_row: int = Field(description="Number of the row in that sheet, as the program counts.", examples=[3])
    status: DataRowStatus = Field(description="Outcome of the row.")
    record_id: UUID | None = Field(description="The record that the row is about; null where there is none yet.")
    messages: list[RowMessage] = Field(description="Why the row has this outcome, and notes about it.")
    changes: list[RowChange] = Field(description="What it changes, where `status` is `updated`.")
    candidates: list[RowCandidate] = Field(description="Records to choose from, where `status` is `question`.")
    cells: Annotated[dict[str, str], CELLS]


class DataRowOut(StampedOut, DataRowFacts):
    """A row of an import with its outcome."""


class DryDataRow(DataRowFacts):
    """A row with the outcome that it would have."""


class DataRowPatch(Patch):
    """A repair of a row: other cells, and which record is meant. Then send `retry`.

    A cell with null or an empty text becomes empty; cells that are left out stay as they are.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"cells": {"end": "2030-02-28"}}]})

    clearable: ClassVar[frozenset[str]] = frozenset({"record_id"})

    cells: dict[CellKey, CellText | None] = Field(
        default={}, max_length=40, description="New texts of cells, by the key of the column."
    )
    record_id: UUID | None = Field(
        default=None,
        description="The record that the row is about, or the one of the `candidates` that a cell means; null takes"
        " the choice back.",
    )
    as_new: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="true: it is a new record, although it resembles another."
    )


class DataImportQuery(ListQuery):
    """Which imports a list holds."""

    status: DataImportStatus | None = Field(None, description="Only imports with this status.")


class DataImportItem(StampedOut):
    """An import in a list."""

    status: Annotated[DataImportStatus, STATUS]
    filename: Annotated[str, FILENAME]
    total: Annotated[int, TOTAL]
    rows: Annotated[DataRowCounts, ROWS]
    failure: Annotated[str | None, FAILURE]


class DataImportOut(BaseModel):
    """An import of a workbook, or what it would do in a dry run."""

    id: UUID | None = Field(description="Permanent id; null in a dry run.")
    version: int = Field(description="Grows by one with each change; 0 in a dry run.", examples=[1])
    created_at: datetime | None = Field(description="When it was uploaded; null in a dry run.")
    status: Annotated[DataImportStatus, STATUS]
    dry_run: bool = Field(description="Whether nothing was saved.")
    filename: Annotated[str, FILENAME]
    total: Annotated[int, TOTAL]
    rows: Annotated[DataRowCounts, ROWS]
    failure: Annotated[str | None, FAILURE] = None
    reading: WorkbookReading = Field(description="Which sheets and columns of the file were read, and which not.")
    items: list[DryDataRow] | None = Field(
        default=None, description="The rows with their outcomes in a dry run; else null, read them separately."
    )
