"""The tables that every service keeps for itself, each service in its own registry."""

import types
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from chassis.clock import now
from chassis.ids import uuid7
from chassis.row_security import RowClass

Columns = TypeVar("Columns", bound=SQLModel)


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class JournalColumns(SQLModel):
    """One thing that was done: audit, history and event in one row.

    `position` and `chain` are the sealer's: requests write rows without a place, so that no request waits for
    another (see `chassis.sealer`). The payload lies in `journal_payloads`, where it can be erased while its
    digest keeps the chain whole.
    """

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": Identity()}
    )
    xid: str | None = Field(
        default=None,
        sa_type=Xid8,
        nullable=False,
        sa_column_kwargs={"server_default": text("pg_current_xact_id()")},
    )
    id: UUID = Field(default_factory=uuid7, unique=True)
    at: datetime = Field(default_factory=now)
    actor: UUID
    actor_org: UUID
    actor_roles: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    verb: str = Field(max_length=64)
    subject_type: str = Field(max_length=64)
    subject_id: UUID
    origin: str | None = Field(default=None, max_length=32, description="the state before")
    outcome: str | None = Field(default=None, max_length=32, description="the state after")
    audience: list[UUID] = Field(default_factory=list, sa_type=ARRAY(PgUuid(as_uuid=True)))
    followed: bool = Field(default=False, description="whether the other services may see it in the feed")
    digest: bytes = Field(sa_type=LargeBinary)
    position: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    chain: bytes | None = Field(default=None, sa_type=LargeBinary)


class JournalHearerColumns(SQLModel):
    """The audiences of sealed entries, by tenant and in the order of the journal; the sealer writes them."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    org_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=BigInteger)


class JournalPayloadColumns(SQLModel):
    """The content of an entry; erased on withdrawal or at the end of its retention."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    journal_id: UUID = Field(primary_key=True)
    salt: bytes = Field(sa_type=LargeBinary)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)


class JournalQuarantineColumns(SQLModel):
    """An entry that the sealer leaves without a place, and why."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    reason: str = Field(sa_type=Text)
    at: datetime


class JournalErasureColumns(SQLModel):
    """A payload that was deleted; a trigger writes it."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    journal_id: UUID = Field(primary_key=True)
    erased_at: datetime
    erased_by: str = Field(sa_type=Text, description="the role of the session")


class ReadLogColumns(SQLModel):
    """Who read a restricted row, and when; written after the answer, outside the chain."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    at: datetime = Field(default_factory=now)
    reader: UUID
    reader_org: UUID
    subject_type: str = Field(max_length=64)
    subject_id: UUID


class GrantColumns(SQLModel):
    """A tenant may read one row another owns, and what belongs to it; `until` is the last day, or never ends."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    table_name: str = Field(primary_key=True, sa_type=Text)
    row_id: UUID = Field(primary_key=True)
    org_id: UUID = Field(primary_key=True)
    until: date | None = None


class PartyColumns(SQLModel):
    """A tenant is a party of a dossier; `until` is the last day, or never ends."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    dossier_id: UUID = Field(primary_key=True)
    org_id: UUID = Field(primary_key=True, index=True)
    until: date | None = None


class FollowerCursorColumns(SQLModel):
    """How far this service has followed another's feed; moved in the transaction that applied the events.

    `chain` is the value of the other journal's hash chain at that position (`chassis.verify`).
    """

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    feed: str = Field(primary_key=True, max_length=32)
    position: int = Field(default=0, sa_type=BigInteger)
    chain: bytes | None = Field(default=None, sa_type=LargeBinary)


class ExpiryEventColumns(SQLModel):
    """An event of a day that has passed, written once (`chassis.expiries`)."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    subject_id: UUID = Field(primary_key=True)
    verb: str = Field(primary_key=True, max_length=64)
    effective_on: date = Field(primary_key=True)


class PlatformClockColumns(SQLModel):
    """How far a test clock has moved the platform ahead of real time: one row, or none on real time.

    `moved_to` is the time that was asked for last; repeating that request changes nothing.
    """

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    is_the_row: bool = Field(default=True, primary_key=True)
    shift_microseconds: int = Field(sa_type=BigInteger)
    moved_to: datetime


class CallerKeyColumns(SQLModel):
    """A key by which processes prove to the database who calls (`chassis.caller_proofs`); never the app role's."""

    row_class: ClassVar[RowClass] = RowClass.SERVICE

    number: str = Field(primary_key=True, sa_type=Text)
    secret: bytes = Field(sa_type=LargeBinary)
    inner_pad: bytes = Field(sa_type=LargeBinary)
    outer_pad: bytes = Field(sa_type=LargeBinary)
    made_at: datetime


class IdempotencyAnswerColumns(SQLModel):
    """The first answer to an Idempotency-Key, kept 24 hours for the one who sent it."""

    row_class: ClassVar[RowClass] = RowClass.OWNED

    owner_id: UUID = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int
    headers: str
    body: bytes = Field(sa_type=LargeBinary)
    kept_until: datetime = Field(index=True)


def new_table(name: str, columns: type[Columns], base: type[SQLModel], *arguments: SchemaItem) -> type[Columns]:
    """A table of this name, with these columns, indexes and checks, in the registry of `base`."""
    body = {
        "__module__": base.__module__,
        "__doc__": columns.__doc__,
        "__tablename__": name,
        "__table_args__": arguments,
    }
    class_name = columns.__name__.removesuffix("Columns")
    return types.new_class(class_name, (columns, base), {"table": True}, lambda scope: scope.update(body))


class ServiceTables:
    """The tables of one service, made in the registry of `base`."""

    def __init__(self, base: type[SQLModel]) -> None:
        self.journal = new_table(
            "journal",
            JournalColumns,
            base,
            Index("ix_journal_unsealed", "xid", "seq", postgresql_where=text("position is null")),
            Index("ix_journal_subject", "subject_id", "seq"),
        )
        self.journal_hearer = new_table("journal_hearers", JournalHearerColumns, base)
        self.journal_payload = new_table("journal_payloads", JournalPayloadColumns, base)
        self.journal_quarantine = new_table("journal_quarantine", JournalQuarantineColumns, base)
        self.journal_erasure = new_table("journal_erasures", JournalErasureColumns, base)
        self.read_log = new_table("read_log", ReadLogColumns, base)
        self.grant = new_table(
            "grants", GrantColumns, base, Index("ix_grants_reader", "org_id", "table_name", "row_id")
        )
        self.party = new_table("parties", PartyColumns, base)
        self.follower_cursor = new_table("follower_cursors", FollowerCursorColumns, base)
        self.idempotency_answer = new_table("idempotency_answers", IdempotencyAnswerColumns, base)
        self.platform_clock = new_table(
            "platform_clock",
            PlatformClockColumns,
            base,
            CheckConstraint("is_the_row", name="one_row"),
            CheckConstraint("shift_microseconds >= 0", name="forwards"),
        )
        self.caller_key = new_table(
            "caller_keys",
            CallerKeyColumns,
            base,
            CheckConstraint("number ~ '^[0-9]$'", name="number_is_a_digit"),
        )
