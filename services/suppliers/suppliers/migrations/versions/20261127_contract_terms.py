"""Frameworks of central bodies with those who may order under them, and what a contract is worth and how long it lasts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "contract_terms"
down_revision = "market_observations"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TYPES = ("without_competition", "with_competition", "mixed")
CHECKS = {
    "renewals": "renewals_maximum >= 0",
    "participants": "framework_participants > 0",
    "entities_of_a_framework": "kind = 'framework' or entitled_entities = '{}'",
}
COLUMNS = (
    *("central_body_id", "entitled_entities", "estimated_value", "awarded_value", "framework_maximum", "duration"),
    *("renewals_maximum", "renewal_terms", "framework_type", "framework_participants", "framework_buyers"),
)


def upgrade() -> None:
    kinds = sa.Enum(*TYPES, name="frameworktype", native_enum=False, create_constraint=True, length=32)
    empty = sa.text("'{}'::uuid[]")
    for column in (
        sa.Column("central_body_id", sa.Uuid(), nullable=True),
        sa.Column("entitled_entities", postgresql.ARRAY(sa.Uuid()), server_default=empty, nullable=False),
        *(_json(name) for name in ("estimated_value", "awarded_value", "framework_maximum", "duration")),
        sa.Column("renewals_maximum", sa.Integer(), nullable=True),
        sa.Column("renewal_terms", TEXT(length=20_000), nullable=True),
        sa.Column("framework_type", kinds, nullable=True),
        sa.Column("framework_participants", sa.Integer(), nullable=True),
        sa.Column("framework_buyers", TEXT(length=20_000), nullable=True),
    ):
        op.add_column("contracts", column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_contracts_{name}"), "contracts", condition)


def _json(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=True)


def downgrade() -> None:
    for name in CHECKS:
        op.drop_constraint(f"ck_contracts_{name}", "contracts")
    for column in reversed(COLUMNS):
        op.drop_column("contracts", column)
