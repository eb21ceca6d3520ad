"""Rows that others than their owner write keep their owner, and rows of a dossier their dossier."""

from collections.abc import Mapping

from chassis.migrations import kept_owners_v1
from chassis.migrations.kept_owners_v1 import Column

revision = "kept_owners"
down_revision = "withdrawn_consent"
branch_labels = None
depends_on = None

TABLES: Mapping[str, Column] = {
    "action_points": "dossier_id",
    "annual_reviews": "dossier_id",
    "answer_reviews": "dossier_id",
    "answers": "dossier_id",
    "assignments": "dossier_id",
    "dialogues": "dossier_id",
    "evidence": "dossier_id",
    "finding_reactions": "owner_id",
    "finding_readers": "owner_id",
    "finding_replies": "owner_id",
    "findings": "owner_id",
    "meetings": "dossier_id",
    "review_outcomes": "dossier_id",
}


def upgrade() -> None:
    kept_owners_v1.create()
    kept_owners_v1.keep(TABLES)


def downgrade() -> None:
    kept_owners_v1.release(TABLES)
    kept_owners_v1.drop()
