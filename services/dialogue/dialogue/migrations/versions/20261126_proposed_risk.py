"""A lower risk of the source that one person has proposed; another one sets it."""

import sqlalchemy as sa
from alembic import op

revision = "proposed_risk"
down_revision = "confirmed_remedies"
branch_labels = None
depends_on = None

RISKS = ("low", "medium", "high", "unknown")


def upgrade() -> None:
    op.add_column("findings", sa.Column("proposed_source_risk", sa.String(32), nullable=True))
    values = ", ".join(f"'{risk}'" for risk in RISKS)
    op.create_check_constraint(
        op.f("ck_findings_proposedsourcerisk"), "findings", f"proposed_source_risk in ({values})"
    )
    op.add_column("findings", sa.Column("risk_proposed_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("findings", "risk_proposed_by")
    op.drop_constraint(op.f("ck_findings_proposedsourcerisk"), "findings", type_="check")
    op.drop_column("findings", "proposed_source_risk")
