"""The notebook's tables, one of each class of rows, and the migration that makes them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, ForeignKeyConstraint, Identity, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel

from chassis.database import choice, new_registry
from chassis.migrations import (
    caller_proofs_v1,
    expiry_events_v1,
    followed_chain_v1,
    grants_by_table_v1,
    hidden_parties_v1,
    journal_guards_v1,
    platform_clock_v1,
    row_writers_v1,
    service_tables_v1,
    signed_entries_v1,
)
from chassis.migrations.row_security_v4 import secure_table
from chassis.row_security import RowClass
from chassis.rows import Stamped


class Mood(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ANSWERED = "answered"


class Table(SQLModel, registry=new_registry()):
    """Base of every table in the notebook database."""


class Note(Stamped, Table, table=True):
    """A tenant's own; `follows` is judged by the database at the commit and not before."""

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("owner_id", "title", name="uq_notes_title"),
        ForeignKeyConstraint(
            ["follows"], ["notes.id"], name="fk_notes_follows", deferrable=True, initially="DEFERRED"
        ),
    )
    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID
    title: str = Field(max_length=200)
    amount: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    due: date | None = None
    read_at: datetime | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    readers: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    runs: Any = Field(default=None, sa_type=DATERANGE, nullable=True)
    mood: Mood = Field(default=Mood.DRAFT, sa_type=choice(Mood))
    follows: UUID | None = None


class Remark(Stamped, Table, table=True):
    """Shared by the parties of its dossier."""

    __tablename__ = "remarks"
    row_class: ClassVar[RowClass] = RowClass.DOSSIER

    dossier_id: UUID
    words: str = Field(max_length=200)


class Heard(Table, table=True):
    """What a follower of another feed has taken in, in the order it came."""

    __tablename__ = "heard"
    row_class: ClassVar[RowClass] = RowClass.REGISTER

    number: int | None = Field(default=None, primary_key=True, sa_column_kwargs={"server_default": Identity()})
    verb: str
    subject_id: UUID


def _upgrade(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        service_tables_v1.create("notebook")
        platform_clock_v1.create("notebook")
        expiry_events_v1.create("notebook")
        platform_clock_v1.use_in_row_security()
        caller_proofs_v1.create("notebook")
        caller_proofs_v1.demand_in_row_security()
        signed_entries_v1.demand("notebook")
        journal_guards_v1.create("notebook")
        followed_chain_v1.add()
        Table.metadata.create_all(connection)
        grants_by_table_v1.create("notebook", ["notes"])
        grants_by_table_v1.keep_for_owners(["idempotency_answers"])
        hidden_parties_v1.create("notebook")
        row_writers_v1.create("notebook")
        secure_table("notebook", "notes", "owned", granted_by=("id", "notes"))
        secure_table("notebook", "remarks", "dossier")
        secure_table("notebook", "heard", "register")


async def _migrate(owner_url: str) -> None:
    engine = create_async_engine(owner_url)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)
    await engine.dispose()


def migrate(owner_url: str) -> None:
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _migrate(owner_url)).result()
