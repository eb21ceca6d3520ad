"""Dialogues and all that hangs below them."""

revision = "dialogues"
down_revision = "copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
