"""The caller's organisation is proven to the database: a session of the app role cannot choose it by itself."""

from chassis.migrations import caller_proofs_v1

revision = "proven_callers"
down_revision = "evidence_originals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    caller_proofs_v1.create("dialogue")
    caller_proofs_v1.demand_in_row_security()


def downgrade() -> None:
    caller_proofs_v1.demand_nothing_in_row_security()
    caller_proofs_v1.drop()
