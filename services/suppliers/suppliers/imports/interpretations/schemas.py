"""How a file was understood, in answers."""

from enum import StrEnum

from pydantic import BaseModel, Field

from suppliers.imports.reading.dates import DateOrder


class ListKind(StrEnum):
    """The kind of file: `csv` is any text with delimiters, `xlsx` a workbook."""

    CSV = "csv"
    XLSX = "xlsx"


class EncodingCertainty(StrEnum):
    """How sure the encoding is.

    `stated`: you said so; `certain`: the file proves it; `assumed`: the letters make it likely; `guessed`: another
    encoding is as likely, and the reason `encoding_guessed` shows both readings of each cell that differs.
    """

    STATED = "stated"
    CERTAIN = "certain"
    ASSUMED = "assumed"
    GUESSED = "guessed"


class LeftOut(StrEnum):
    """Why a sheet was left out.

    `hidden`; `no_headings`: no row with a heading for the name; `other_columns`: it is a list of something else;
    `reference`: its name says that it is an example, a template or a list to choose from.
    """

    HIDDEN = "hidden"
    NO_HEADINGS = "no_headings"
    OTHER_COLUMNS = "other_columns"
    REFERENCE = "reference"


class EncodingRead(BaseModel):
    """The encoding of a text."""

    name: str = Field(description="The encoding.", examples=["cp1251"])
    certainty: EncodingCertainty = Field(description="How sure it is.", examples=["assumed"])
    alternatives: list[str] = Field(
        default=[],
        description="Encodings that are as likely and give other letters; send one as `encoding` if it is right.",
        examples=[["mac-latin2"]],
    )


class SheetRead(BaseModel):
    """A list that was read."""

    title: str | None = Field(description="Name of the sheet; null for a text.", examples=["Malta"])
    headings_row: int = Field(description="The row with the headings, as a spreadsheet counts.", examples=[1])
    rows: int = Field(description="Number of its rows.", examples=[12])
    country: str | None = Field(
        description="The country that the sheet is named after: that of rows that name none. Else null.",
        examples=["MT"],
    )


class SheetLeftOut(BaseModel):
    """A sheet with rows that was not read."""

    title: str = Field(description="Name of the sheet.", examples=["Smelter look-up"])
    reason: LeftOut = Field(description="Why it was left out.", examples=["reference"])
    rows: int = Field(description="Number of its rows that are not blank; at most 5000 are counted.", examples=[40])


class ColumnRead(BaseModel):
    """A column of the first list, and what it became. Other lists of the workbook have the same fields."""

    column: str = Field(description="Its letters, as a spreadsheet shows them.", examples=["B"])
    heading: str = Field(description="Its heading, at most 60 characters.", examples=["Supplier name"])
    field: str | None = Field(
        description="What it was read as; null where it was left out. Its cells are in `raw` all the same.",
        examples=["name"],
    )


class DatesRead(BaseModel):
    """How the dates of a column were read."""

    heading: str = Field(description="Heading of the column, at most 60 characters.", examples=["Valid from"])
    first: DateOrder = Field(description="What stands first in its dates.", examples=["day"])


class ListReading(BaseModel):
    """How a file was understood: check it before you use the rows."""

    kind: ListKind = Field(description="The kind of file.", examples=["xlsx"])
    encoding: EncodingRead | None = Field(description="The encoding of a text; null for a workbook.")
    delimiter: str | None = Field(
        description="What stands between the cells of a text; null for a workbook.", examples=[";"]
    )
    sheets: list[SheetRead] = Field(description="The lists that were read, at most 50 of them, in their order.")
    sheets_left_out: list[SheetLeftOut] = Field(description="Sheets with rows that were not read, at most 50.")
    columns: list[ColumnRead] = Field(description="The columns, at most 100 of them, in their order.")
    dates: list[DatesRead] = Field(
        description="The columns with dates, where one of these can be read in two ways; else empty."
    )
    total_rows: int = Field(
        description="Rows that sum up others, which are not entered: `invalid`, with the reason `total_row`.",
        examples=[0],
    )
