"""Imports of procurement notices: what each lot said, and which contract it is."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from suppliers.contract_imports.rules import LotOutcome, WinnerMatch
from suppliers.tables.base import Table


class ContractImport(Stamped, Table, table=True):
    """A notice that was imported. `digest` is that of all that it says, so a repeat is recognised."""

    __tablename__ = "contract_imports"
    __table_args__ = (
        UniqueConstraint("owner_id", "notice_id", "digest"),
        Index("ix_contract_imports_owner", "owner_id", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    filename: str = Field(max_length=200)
    notice_id: str = Field(max_length=100)
    notice_version: str | None = Field(default=None, max_length=100)
    procedure_id: str | None = Field(default=None, max_length=100)
    publication_number: str | None = Field(default=None, max_length=100)
    form_type: str | None = Field(default=None, max_length=100)
    notice_type: str | None = Field(default=None, max_length=100)
    digest: str = Field(max_length=64)
    drafted: int = Field(description="lots that became drafts")
    unchanged: int
    different: int
    reading: dict[str, Any] = Field(sa_type=JSONB, description="what the notice says beside its lots")


class ContractImportLot(Table, table=True):
    """What a notice says of a lot, what of it went into the draft, and how it differs from what is known."""

    __tablename__ = "contract_import_lots"
    __table_args__ = (
        UniqueConstraint("import_id", "place"),
        Index("ix_contract_import_lots_notice", "owner_id", "notice_id", "lot"),
        Index("ix_contract_import_lots_procedure", "owner_id", "procedure_id", "lot"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    import_id: UUID = Field(foreign_key="contract_imports.id")
    contract_id: UUID = Field(foreign_key="contracts.id", index=True)
    place: int
    lot: str = Field(max_length=100)
    notice_id: str = Field(max_length=100)
    procedure_id: str | None = Field(default=None, max_length=100)
    outcome: LotOutcome = Field(sa_type=choice(LotOutcome))
    remarks: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    reading: dict[str, Any] = Field(sa_type=JSONB)
    proposal: list[dict[str, Any]] = Field(sa_type=JSONB, description="the fields of a contract that it states")
    changes: list[dict[str, Any]] = Field(sa_type=JSONB, description="what the notice before it said otherwise")
    deviations: list[dict[str, Any]] = Field(sa_type=JSONB, description="what the contract said otherwise")


class ContractImportWinner(Table, table=True):
    """A winner of a lot, and which supplier it is; `numbers` are its identifiers without signs and spaces."""

    __tablename__ = "contract_import_winners"
    __table_args__ = (
        UniqueConstraint("lot_id", "place"),
        Index("ix_contract_import_winners_owner", "owner_id", "country"),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    lot_id: UUID = Field(foreign_key="contract_import_lots.id")
    place: int
    reference: str = Field(sa_type=Text, description="how the notice calls it")
    country: str | None = Field(default=None, max_length=2)
    numbers: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    match: WinnerMatch = Field(sa_type=choice(WinnerMatch))
    supplier_id: UUID | None = Field(default=None, foreign_key="suppliers.id", index=True)
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    guesses: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
