"""Published lists are read by requests of the service, not by whoever has the app role's password."""

from alembic import op

from chassis.migrations import proven_readers_v1

revision = "proven_readers"
down_revision = "guarded_rows"
branch_labels = None
depends_on = None

OPEN = ("disclosures", "disclosure_rows", "disclosure_acceptances")


def upgrade() -> None:
    proven_readers_v1.create("suppliers")
    for table in OPEN:
        op.execute(f"alter policy open on {table} using (is_open and (select is_proven()))")


def downgrade() -> None:
    for table in OPEN:
        op.execute(f"alter policy open on {table} using (is_open)")
    proven_readers_v1.drop()
