"""The table of events that days have brought. Never edit it once a released migration imports it."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes


def create(service: str) -> None:
    """The table and its rights: jobs alone read and write it."""
    op.create_table(
        "expiry_events",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sqltypes.AutoString(length=64), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "verb", "effective_on", name=op.f("pk_expiry_events")),
    )
    op.execute(f"grant select, insert, update, delete on expiry_events to {service}_worker")


def drop() -> None:
    op.drop_table("expiry_events")


def mark(verb: str, table: str, effective_on: str, condition: str) -> None:
    """Count an event as written for rows of a table: it was before, or its day is past and nobody needs it now."""
    op.execute(
        "insert into expiry_events (subject_id, verb, effective_on)"
        f" select id, '{verb}', {effective_on} from {table} where {condition}"
    )
