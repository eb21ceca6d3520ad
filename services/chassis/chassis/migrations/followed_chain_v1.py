"""What a follower has read of another journal's hash chain. Never edit it once a released migration imports it.

Each follower keeps the chain's value at its position, in a database of its own. A journal whose last entries were
cut off, or that was written again, does not agree with what others have read of it.
"""

import sqlalchemy as sa
from alembic import op


def add() -> None:
    op.add_column("follower_cursors", sa.Column("chain", sa.LargeBinary(), nullable=True))


def drop() -> None:
    op.drop_column("follower_cursors", "chain")
