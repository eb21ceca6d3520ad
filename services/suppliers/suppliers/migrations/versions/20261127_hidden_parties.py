"""Who takes part in which dossier is shown to its parties."""

from chassis.migrations import hidden_parties_v1

revision = "hidden_parties"
down_revision = "confirmed_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    hidden_parties_v1.create("suppliers")


def downgrade() -> None:
    hidden_parties_v1.drop()
