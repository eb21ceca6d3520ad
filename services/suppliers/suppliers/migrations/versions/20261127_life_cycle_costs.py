"""Life-cycle costs of the offers for a contract."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_writers_v1
from chassis.migrations.row_guards_v1 import keep_parents, release_parents
from chassis.migrations.row_security_v4 import secure_table

revision = "life_cycle_costs"
down_revision = "contract_criteria"
branch_labels = None
depends_on = None

PARENTS = {"life_cycle_costs": ("contract_id", "contracts")}
TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "life_cycle_costs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("offer", TEXT(length=200), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("currency", TEXT(length=3), nullable=False),
        sa.Column("vat_included", sa.Boolean(), nullable=False),
        sa.Column("costs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("method", TEXT(length=20_000), nullable=True),
        sa.CheckConstraint("years between 1 and 30", name=op.f("ck_life_cycle_costs_years")),
        sa.CheckConstraint("jsonb_array_length(costs) > 0", name=op.f("ck_life_cycle_costs_costs")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_life_cycle_costs_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_cycle_costs")),
        sa.UniqueConstraint("contract_id", "offer", name=op.f("uq_life_cycle_costs_contract_id_offer")),
    )
    secure_table("suppliers", "life_cycle_costs", "owned")
    keep_parents("suppliers", PARENTS)
    row_writers_v1.withhold("suppliers", {"delete": ["life_cycle_costs"]})
    row_writers_v1.name_writers("suppliers", {"life_cycle_costs": {"insert": ["buyer"], "update": ["buyer"]}})


def downgrade() -> None:
    release_parents(PARENTS)
    op.drop_table("life_cycle_costs")
