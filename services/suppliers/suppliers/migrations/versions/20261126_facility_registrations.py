"""The facilities that services register, so that a repeated request gives the first one again."""

import sqlalchemy as sa
from alembic import op

revision = "facility_registrations"
down_revision = "followed_chain"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility_registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_facility_registrations_facility_id_facilities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_registrations")),
    )
    op.execute("grant select, insert, update, delete on facility_registrations to suppliers_worker")


def downgrade() -> None:
    op.drop_table("facility_registrations")
