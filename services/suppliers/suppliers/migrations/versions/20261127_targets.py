"""Targets of buyers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "targets"
down_revision = "life_cycle_costs"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
METRICS = (
    *("contracts_with_criteria", "contracts_with_both_criteria"),
    *("contracts_with_label_requirement", "contracts_with_clause"),
)
STATES = ("adopted", "withdrawn")
CHECKS = {
    "value": "value > 0 and value <= 100",
    "baseline_value": "baseline_value between 0 and 100",
    "baseline": "num_nulls(baseline_year, baseline_value) in (0, 2) and coalesce(baseline_year, 0) < year",
    "withdrawal": "(status = 'withdrawn') = (withdrawn_on is not null and reason is not null)",
}


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("metric", _one_of("targetmetric", *METRICS), nullable=False),
        sa.Column("product_categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("value", sa.Numeric(4, 1), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("baseline_value", sa.Numeric(4, 1), nullable=True),
        sa.Column("baseline_year", sa.Integer(), nullable=True),
        sa.Column("sdgs", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("note", TEXT(length=20_000), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("status", _one_of("targetstatus", *STATES), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("reason", TEXT(length=20_000), nullable=True),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_targets_{name}")) for name, condition in CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index("ix_targets_owner", "targets", ["owner_id", "id"])
    secure_table("suppliers", "targets", "owned")
    row_writers_v1.withhold("suppliers", {"delete": ["targets"]})
    row_writers_v1.name_writers("suppliers", {"targets": {"insert": ["buyer"], "update": ["buyer"]}})


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    op.drop_table("targets")
