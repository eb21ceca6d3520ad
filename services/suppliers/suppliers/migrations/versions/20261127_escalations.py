"""The ladder of escalation of an obligation."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import row_guards_v1, row_writers_v1
from chassis.migrations.row_security_v4 import secure_table

revision = "escalations"
down_revision = "duties_on_demand"
branch_labels = None
depends_on = None

BEFORE = (
    *("id", "created_at", "created_by", "owner_id", "contract_id", "clause_id", "type", "instance", "recurrence"),
    *(
        "due_at",
        "grace_days",
        "notice_days",
        "weight",
        "dd_alternative",
        "verification_subject",
        "asked_on",
        "cause",
    ),
    *("breach_id", "delivery_id", "assessed_on"),
)
OF_THE_OWNER = {"obligations": (*BEFORE, "escalation_level")}
PARENTS = {"escalations": ("contract_id", "contracts")}


def upgrade() -> None:
    level = sa.Column("escalation_level", sa.Integer(), nullable=False, server_default="0")
    op.add_column("obligations", level)
    within = "escalation_level between 0 and 5"
    op.create_check_constraint(op.f("ck_obligations_escalation_level"), "obligations", within)
    row_guards_v1.release_columns(OF_THE_OWNER)
    row_guards_v1.keep_columns("suppliers", OF_THE_OWNER)
    _create_table()
    secure_table("suppliers", "escalations", "owned", granted_by=("contract_id", "contracts"))
    row_guards_v1.keep_parents("suppliers", PARENTS)
    row_writers_v1.withhold("suppliers", {"update": ["escalations"], "delete": ["escalations"]})
    row_writers_v1.name_writers("suppliers", {"escalations": {"insert": ["buyer"]}})


def downgrade() -> None:
    op.drop_table("escalations")
    row_guards_v1.release_columns(OF_THE_OWNER)
    op.drop_column("obligations", "escalation_level")
    row_guards_v1.keep_columns("suppliers", {"obligations": BEFORE})


def _create_table() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20_000), nullable=True),
        sa.Column("legal_ban", sa.String(20_000), nullable=True),
        sa.CheckConstraint("level between 0 and 5", name=op.f("ck_escalations_level")),
        sa.CheckConstraint("level = 0 or reason is not null", name=op.f("ck_escalations_has_a_reason")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_escalations_contract_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligations.id"], name=op.f("fk_escalations_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index("ix_escalations_contract", "escalations", ["contract_id", "obligation_id"])
