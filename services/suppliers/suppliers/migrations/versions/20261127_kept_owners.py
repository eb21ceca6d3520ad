"""Rows that others than their owner write keep their owner, and rows of a dossier their dossier."""

from collections.abc import Mapping

from chassis.migrations import kept_owners_v1
from chassis.migrations.kept_owners_v1 import Column

revision = "kept_owners"
down_revision = "demanded_signatures"
branch_labels = None
depends_on = None

TABLES: Mapping[str, Column] = {
    "contact_points": "owner_id",
    "disclosure_rows": "owner_id",
    "disclosures": "owner_id",
    "obligations": "owner_id",
}


def upgrade() -> None:
    kept_owners_v1.create()
    kept_owners_v1.keep(TABLES)


def downgrade() -> None:
    kept_owners_v1.release(TABLES)
    kept_owners_v1.drop()
