"""Imports of lists: their pieces that still wait, and the outcomes of their rows."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.disclosures.rows.rules import Tier
from suppliers.imports.rules import ImportStatus, RowStatus
from suppliers.tables.base import Table


class DisclosureImport(Stamped, Table, table=True):
    """An import of a list, and how far it has been read. Its rows become those of a draft disclosure."""

    __tablename__ = "disclosure_imports"
    __table_args__ = (
        Index("ix_disclosure_imports_owner", "owner_id", "id"),
        Index("ix_disclosure_imports_unfinished", "id", postgresql_where=text("status = 'processing'")),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    supplier_id: UUID = Field(foreign_key="suppliers.id")
    disclosure_id: UUID = Field(foreign_key="disclosures.id", index=True)
    filename: str = Field(max_length=200)
    tier: Tier = Field(sa_type=choice(Tier), description="tier of rows that name none")
    status: ImportStatus = Field(default=ImportStatus.PROCESSING, sa_type=choice(ImportStatus))
    failure: str | None = Field(default=None, sa_type=Text)
    total: int = 0
    new: int = 0
    matched: int = 0
    review: int = 0
    invalid: int = 0
    reading: dict[str, Any] | None = Field(default=None, sa_type=JSONB, description="how the file was understood")


class ImportChunk(Table, table=True):
    """Parsed rows that wait to be compared with the register; deleted when they are."""

    __tablename__ = "import_chunks"
    row_class: ClassVar[RowClass] = RowClass.SERVICE

    import_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    rows: bytes = Field(sa_type=LargeBinary, description="the rows as JSON")


class ImportRow(Table, table=True):
    """The outcome of a row, with the row as it was written."""

    __tablename__ = "import_rows"
    __table_args__ = (UniqueConstraint("import_id", "number"), Index("ix_import_rows_import", "import_id", "id"))
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    import_id: UUID = Field(foreign_key="disclosure_imports.id")
    number: int
    status: RowStatus = Field(sa_type=choice(RowStatus))
    facility_id: UUID | None = None
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    raw: dict[str, Any] = Field(sa_type=JSONB)
    sheet: str | None = Field(default=None, sa_type=Text)
    sheet_row: int | None = None
    decided_by: UUID | None = None
