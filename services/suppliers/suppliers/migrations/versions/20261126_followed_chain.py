"""Followers keep what they have read of a journal's hash chain."""

from chassis.migrations import followed_chain_v1

revision = "followed_chain"
down_revision = "listed_products"
branch_labels = None
depends_on = None


def upgrade() -> None:
    followed_chain_v1.add()


def downgrade() -> None:
    followed_chain_v1.drop()
