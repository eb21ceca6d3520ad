"""Rows that people create and change: who did it when, and how to find one that a caller may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pydantic as wire
from sqlalchemy import text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.ids import uuid7
from chassis.listing import Clause, binds
from chassis.problems import NotFound
from chassis.vocabulary import OrgKind

Row = TypeVar("Row", bound="Stamped")


class Stamped(SQLModel):
    """Who created a row and changed it last; `version` grows by one with each change (optimistic lock)."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    created_at: datetime = Field(default_factory=now)
    created_by: UUID
    updated_at: datetime = Field(default_factory=now)
    updated_by: UUID
    version: int = 1


class StampedForReaders(Stamped):
    """A row of which others than its owner read a part; `owners_fields` are what they do not read.

    What is done to these fields alone moves the owner's version and time of change only, so that the other readers
    notice nothing. They read `shared_version` as the version and `shared_at` as the time; only the owner changes
    the row, with its own version.
    """

    owners_fields: ClassVar[frozenset[str]]

    shared_version: int = 1
    shared_at: datetime = Field(default_factory=now)

    def changes_for_readers(self, changes: Mapping[str, Any]) -> bool:
        """Whether readers notice these changes; a change of no field is one that they notice."""
        differing = {name for name, value in changes.items() if getattr(self, name) != value}
        return not changes or bool(differing - self.owners_fields)


class StampedOut(wire.BaseModel, from_attributes=True):
    """What every single resource shows of its making."""

    id: UUID = wire.Field(description="Permanent id.")
    version: int = wire.Field(examples=[1], description="Grows by one with each change; a PATCH needs its ETag.")
    created_at: datetime = wire.Field(description="When it was created, in UTC.")
    updated_at: datetime = wire.Field(description="When it was last changed, in UTC.")


def stamps(caller: Caller) -> dict[str, Any]:
    """`created_by` and `updated_by` of a new row."""
    return {"created_by": caller.person, "updated_by": caller.person}


def touch(row: Stamped, caller: Caller, **changes: Any) -> None:
    """Change a row, with who did it and when."""
    if isinstance(row, StampedForReaders) and row.changes_for_readers(changes):
        row.shared_at = now()
        row.shared_version += 1
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = now()
    row.updated_by = caller.person
    row.version += 1


async def find(  # noqa: PLR0913
    session: AsyncSession,
    table: type[Row],
    row_id: UUID,
    caller: Caller,
    *,
    visible: Mapping[OrgKind, Clause],
    lock: bool = False,
    missing: type[NotFound] = NotFound,
) -> Row:
    """The row, locked where asked; raises `missing` if it does not exist or the caller may not see it."""
    clause = visible.get(caller.org_kind)
    if clause is None:
        raise missing
    statement = select(table).where(col(table.id) == row_id, clause)
    if lock:
        # FOR NO KEY UPDATE: ids never change, so writers of child rows neither wait nor deadlock.
        # A row that was read without a lock is read again: it may have changed in between.
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = (await session.exec(statement, params=binds(caller))).first()
    if row is None:
        raise missing
    return row


async def fetch_rows(session: AsyncSession, statement: str, **values: Any) -> Sequence[Any]:
    """The rows that plain SQL returns, where an ORM statement would say less; empty where it only writes."""
    connection = await session.connection()
    result = await connection.execute(text(statement), values)
    return result.all() if result.returns_rows else ()
