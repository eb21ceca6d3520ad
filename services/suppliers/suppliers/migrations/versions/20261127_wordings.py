"""Clause templates that buyers write; contracts keep a copy of the wording that they were made with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations import row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "wordings"
down_revision = "escalations"
branch_labels = None
depends_on = None

STATES = ("draft", "published")


def upgrade() -> None:
    op.add_column("contract_clauses", sa.Column("wording", JSONB(), nullable=True))
    status = sa.Enum(*STATES, name="templatestatus", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", status, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", JSONB(), nullable=False),
        sa.Column("source", sa.String(20_000), nullable=False),
        sa.Column("source_template", sa.String(80), nullable=True),
        sa.Column("duties", JSONB(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'published') = (published_on is not null)", name=op.f("ck_wordings_published_on_a_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("owner_id", "code", "number", name=op.f("uq_wordings_owner_id_code_number")),
    )
    is_draft = sa.text("status = 'draft'")
    op.create_index("uq_wordings_draft", "wordings", ["owner_id", "code"], unique=True, postgresql_where=is_draft)
    secure_table("suppliers", "wordings", "owned")
    verbs: row_writers_v1.Writers = {"wordings": {verb: ["buyer"] for verb in ("insert", "update", "delete")}}
    row_writers_v1.name_writers("suppliers", verbs)


def downgrade() -> None:
    op.drop_table("wordings")
    op.drop_column("contract_clauses", "wording")
