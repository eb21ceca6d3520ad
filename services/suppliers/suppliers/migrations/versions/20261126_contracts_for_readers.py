"""What a supplier notices of a contract: nothing before the award, and nothing of what only the buyer may see."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "contracts_for_readers"
down_revision = "listed_facilities"
branch_labels = None
depends_on = None

AT = sqlmodel.sql.sqltypes.UTCDateTime()
CLOSE = """
delete from grants g using contracts c where c.id = g.row_id and c.status in ('planned', 'tendering', 'cancelled')
"""


def upgrade() -> None:
    op.add_column("contracts", sa.Column("shared_version", sa.Integer(), nullable=True))
    op.add_column("contracts", sa.Column("shared_at", AT, nullable=True))
    op.execute("update contracts set shared_version = version, shared_at = updated_at")
    op.alter_column("contracts", "shared_version", nullable=False)
    op.alter_column("contracts", "shared_at", nullable=False)
    op.execute(CLOSE)


def downgrade() -> None:
    op.drop_column("contracts", "shared_at")
    op.drop_column("contracts", "shared_version")
