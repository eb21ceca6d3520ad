"""The first shape of the tables that every service keeps for itself. Released: never edit.

Each service's first migration creates them with this module; a later shape is a migration in each service.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType
from sqlmodel.sql import sqltypes

from chassis.migrations.row_security_v1 import lower_house, raise_house

TABLES = (
    "journal_hearers",
    "journal_payloads",
    "read_log",
    "parties",
    "journal",
    "idempotency_answers",
    "grants",
    "follower_cursors",
)


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


def create(service: str) -> None:
    """Tables, rights, policies and functions."""
    _create_books()
    _create_readers()
    _create_journal()
    _create_beside_the_journal()
    raise_house(service)


def drop() -> None:
    lower_house()
    for table in TABLES:
        op.drop_table(table)


def _create_books() -> None:
    op.create_table(
        "follower_cursors",
        sa.Column("feed", sqltypes.AutoString(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_follower_cursors")),
    )
    op.create_table(
        "idempotency_answers",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("key", sqltypes.AutoString(length=200), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sqltypes.AutoString(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "person", "key", name=op.f("pk_idempotency_answers")),
    )
    op.create_index(op.f("ix_idempotency_answers_kept_until"), "idempotency_answers", ["kept_until"], unique=False)
    op.create_table(
        "read_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reader", sa.Uuid(), nullable=False),
        sa.Column("reader_org", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_log")),
    )


def _create_readers() -> None:
    """`grants`: tenants that read a row besides its owner. `parties`: tenants that share a dossier."""
    op.create_table(
        "grants",
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("row_id", "org_id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_org_id"), "grants", ["org_id"], unique=False)
    op.create_table(
        "parties",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "org_id", name=op.f("pk_parties")),
    )
    op.create_index(op.f("ix_parties_org_id"), "parties", ["org_id"], unique=False)


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("actor_org", sa.Uuid(), nullable=False),
        sa.Column("actor_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("verb", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("subject_type", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sqltypes.AutoString(length=32), nullable=True),
        sa.Column("outcome", sqltypes.AutoString(length=32), nullable=True),
        sa.Column("audience", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_id")),
        sa.UniqueConstraint("position", name=op.f("uq_journal_position")),
    )
    op.create_index("ix_journal_subject", "journal", ["subject_id", "seq"], unique=False)
    op.create_index(
        "ix_journal_unsealed", "journal", ["xid", "seq"], unique=False, postgresql_where=sa.text("position is null")
    )


def _create_beside_the_journal() -> None:
    """`journal_hearers` makes a tenant's events fast to read; `journal_payloads` can be erased by itself."""
    op.create_table(
        "journal_hearers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "position", name=op.f("pk_journal_hearers")),
    )
    op.create_table(
        "journal_payloads",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("journal_id", name=op.f("pk_journal_payloads")),
    )
