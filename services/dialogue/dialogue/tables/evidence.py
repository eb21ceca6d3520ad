"""Files that support a statement."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from chassis.database import choice
from chassis.row_security import RowClass
from chassis.rows import Stamped
from dialogue.evidence.rules import FileKind
from dialogue.tables.base import Table


class Evidence(Stamped, Table, table=True):
    """One file that never changes, shared by the parties of a dossier; its bytes are in the evidence folder."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        Index("ix_evidence_dossier", "dossier_id", "id"),
        Index("ix_evidence_copy_revision", "copy_revision", "id"),
    )
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID = Field(foreign_key="dialogues.id")
    title: str = Field(max_length=200)
    issuer: str = Field(max_length=200)
    issued_on: date
    page: str | None = Field(default=None, max_length=200)
    file_name: str = Field(max_length=200)
    kind: FileKind = Field(sa_type=choice(FileKind))
    size: int
    sha256: str = Field(max_length=64)
    original_sha256: str | None = Field(default=None, max_length=64)
    """None where the file is stored as it was sent: an earlier version made no copies."""
    copy_revision: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="which `COPY_REVISION` the stored copy was made with",
    )
    uploaded_by_org: UUID
