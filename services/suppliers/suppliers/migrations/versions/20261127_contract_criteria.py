"""Criteria and label requirements of contracts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import row_writers_v1
from chassis.migrations.row_guards_v1 import keep_parents, release_parents
from chassis.migrations.row_security_v4 import secure_table

revision = "contract_criteria"
down_revision = "contract_terms"
branch_labels = None
depends_on = None

TABLES = ("contract_criteria", "label_requirements")
PARENTS = dict.fromkeys(TABLES, ("contract_id", "contracts"))
TEXT = sqlmodel.sql.sqltypes.AutoString
TOPICS = (
    *("human_rights_dd", "supply_chain_transparency", "labour_conditions", "minerals", "chemicals", "energy"),
    *("lifetime_extension", "warranty", "repairability", "spare_parts", "battery", "upgradeability"),
    *("recycled_content", "packaging", "transport", "take_back", "reuse", "data_erasure", "eol", "lcc", "label"),
    *("price", "quality"),
)
DOMAINS = ("social_hr", "environment", "circular", "other")
ROLES = ("selection", "technical", "award", "performance")
STRENGTHS = ("requirement", "award_incentive", "awareness")
SUBJECTS = ("chain", "supplier", "product")


def upgrade() -> None:
    _create_criteria()
    _create_requirements()
    for table in TABLES:
        secure_table("suppliers", table, "owned", granted_by=("contract_id", "contracts"))
    keep_parents("suppliers", PARENTS)
    verbs: row_writers_v1.Writers = {
        table: {verb: ["buyer"] for verb in ("insert", "update", "delete")} for table in TABLES
    }
    row_writers_v1.name_writers("suppliers", verbs)


def _stamps() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shared_version", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
    ]


def _words() -> list[sa.Column]:
    return [
        sa.Column("wording", TEXT(length=20_000), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("inherited", sa.Boolean(), nullable=False),
    ]


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _create_criteria() -> None:
    op.create_table(
        "contract_criteria",
        *_stamps(),
        sa.Column("topic", _one_of("criteriontopic", *TOPICS), nullable=False),
        sa.Column("domain", _one_of("criteriondomain", *DOMAINS), nullable=False),
        sa.Column("role", _one_of("criterionrole", *ROLES), nullable=False),
        sa.Column("strength", _one_of("criterionstrength", *STRENGTHS), nullable=False),
        sa.Column("verification_subject", _one_of("verificationsubject", *SUBJECTS), nullable=False),
        sa.Column("weight_pct", sa.Numeric(5, 2), nullable=True),
        sa.Column("source", TEXT(length=200), nullable=True),
        *_words(),
        sa.CheckConstraint(
            "weight_pct is null or role = 'award'", name=op.f("ck_contract_criteria_award_criteria_have_weights")
        ),
        sa.CheckConstraint("weight_pct > 0 and weight_pct <= 100", name=op.f("ck_contract_criteria_weight")),
        sa.CheckConstraint(
            "agreed_on is null or role = 'performance'",
            name=op.f("ck_contract_criteria_performance_is_agreed_later"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_criteria_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_criteria")),
    )
    op.create_index("ix_contract_criteria_contract", "contract_criteria", ["contract_id", "id"])


def _create_requirements() -> None:
    op.create_table(
        "label_requirements",
        *_stamps(),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("product_categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("exempt_conditions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("months_after_award", sa.Integer(), nullable=True),
        *_words(),
        sa.CheckConstraint("jsonb_array_length(labels) > 0", name=op.f("ck_label_requirements_labels")),
        sa.CheckConstraint("months_after_award >= 0", name=op.f("ck_label_requirements_months")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_label_requirements_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_requirements")),
    )
    op.create_index("ix_label_requirements_contract", "label_requirements", ["contract_id", "id"])


def downgrade() -> None:
    release_parents(PARENTS)
    for table in reversed(TABLES):
        op.drop_table(table)
