"""What closes a finding as remedied: the workers' confirmation as totals, and what buyers contributed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "confirmed_remedies"
down_revision = "published_replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("workers_asked", "workers_confirmed"):
        op.add_column("findings", sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
    column = sa.Column("buyers_contribution", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
    op.add_column("findings", column)


def downgrade() -> None:
    for name in ("buyers_contribution", "workers_confirmed", "workers_asked"):
        op.drop_column("findings", name)
