"""Indexes for who holds the post of clause contact, so that a change does not read every contact of a pair."""

import sqlalchemy as sa
from alembic import op

revision = "clause_contacts"
down_revision = "numbers_in_each_notation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_contact_points_primary",
        "contact_points",
        ["owner_id", "supplier_id"],
        postgresql_where=sa.text("is_primary and purpose = 'clause_contact'"),
    )
    op.create_index(
        "ix_contact_points_post",
        "contact_points",
        ["owner_id", "supplier_id", "active_to"],
        postgresql_where=sa.text("purpose = 'clause_contact'"),
    )


def downgrade() -> None:
    op.drop_index("ix_contact_points_post", "contact_points")
    op.drop_index("ix_contact_points_primary", "contact_points")
