"""Imports of workbooks with their rows, and a buyer's own numbers of suppliers."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.data_imports.rules import DataImportStatus, DataRowStatus, SheetName
from suppliers.tables.base import Table


class DataImport(Stamped, Table, table=True):
    """An import of a workbook, and how far its rows have been applied.

    `roles` and `affiliated_to` are those of the person who uploaded it: a job applies long workbooks in that name.
    """

    __tablename__ = "data_imports"
    __table_args__ = (
        Index("ix_data_imports_owner", "owner_id", "id"),
        Index("ix_data_imports_unfinished", "id", postgresql_where=text("status = 'processing'")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    filename: str = Field(max_length=200)
    status: DataImportStatus = Field(default=DataImportStatus.PROCESSING, sa_type=choice(DataImportStatus))
    failure: str | None = Field(default=None, sa_type=Text)
    total: int = 0
    outcomes: dict[str, int] = Field(default_factory=dict, sa_type=JSONB, description="rows by their status")
    reading: dict[str, Any] = Field(sa_type=JSONB, description="how the file was understood")
    roles: list[str] = Field(sa_type=ARRAY(Text))
    affiliated_to: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))


class DataImportRow(Stamped, Table, table=True):
    """A row of a workbook with its outcome; a person may repair it while it is not settled.

    Of a settled row about a person no values are kept: they are in the contact point, and only there.
    """

    __tablename__ = "data_import_rows"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_data_import_rows_status", "import_id", "status"),
        Index(
            "ix_data_import_rows_people",
            "updated_at",
            postgresql_where=text("sheet = 'contacts' and status not in ('new', 'updated', 'unchanged')"),
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    import_id: UUID = Field(foreign_key="data_imports.id")
    number: int = Field(description="from 1, through all sheets")
    sheet: SheetName = Field(sa_type=choice(SheetName))
    title: str = Field(sa_type=Text, description="name of the sheet in the file")
    sheet_row: int
    status: DataRowStatus = Field(default=DataRowStatus.WAITING, sa_type=choice(DataRowStatus))
    record_id: UUID | None = None
    cells: dict[str, str] = Field(sa_type=JSONB)
    notes: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, description="of the reader of the file"
    )
    messages: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    chosen_id: UUID | None = Field(default=None, description="the record that a person has chosen")
    as_new: bool = Field(default=False, description="a person has said that it is another record")


class SupplierNumber(Stamped, Table, table=True):
    """A buyer's own number of a supplier, such as the creditor number of its accounts."""

    __tablename__ = "supplier_numbers"
    __table_args__ = (UniqueConstraint("owner_id", "number"), UniqueConstraint("owner_id", "supplier_id"))
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    supplier_id: UUID = Field(foreign_key="suppliers.id", index=True)
    number: str = Field(max_length=200)
