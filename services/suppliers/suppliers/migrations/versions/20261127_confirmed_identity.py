"""As whom the platform confirmed the organisation of a supplier."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "confirmed_identity"
down_revision = "proven_readers"
branch_labels = None
depends_on = None

FILL = """
update supplier_links l set confirmed_as = jsonb_build_object('name', s.name, 'legal_name', s.legal_name,
    'country', s.country, 'website', s.website, 'identifiers', s.identifiers)
from suppliers s where s.id = l.supplier_id and l.is_confirmed
"""


def upgrade() -> None:
    op.add_column("supplier_links", sa.Column("confirmed_as", JSONB(), nullable=True))
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("supplier_links", "confirmed_as")
