"""The clause contact that is named for one contract."""

import sqlalchemy as sa
from alembic import op

revision = "contract_contacts"
down_revision = "personal_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contracts", sa.Column("primary_contact_id", sa.Uuid(), nullable=True))
    name = op.f("fk_contracts_primary_contact_id")
    op.create_foreign_key(name, "contracts", "contact_points", ["primary_contact_id"], ["id"])


def downgrade() -> None:
    op.drop_column("contracts", "primary_contact_id")
