"""Sites that only confidential rows name leave the register of facilities.

Their records stay, outside of it, because the rows name them; a source that others may know brings a record back under
its id. Sites that people registered by hand stay where they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "listed_facilities"
down_revision = "journal_guards"
branch_labels = None
depends_on = None

CONFIDENTIAL = "('buyer_only', 'restricted')"
NAMED = (
    "select from disclosure_rows r join facilities named on named.id = r.facility_id"
    " where f.id in (named.id, named.merged_into) and r.is_entered and r.confidentiality"
)
BY_HAND = (
    "select from journal j join facilities made on made.id = j.subject_id"
    " where f.id in (made.id, made.merged_into) and j.verb = 'facility.registered'"
)
NOBODY = "00000000-0000-0000-0000-000000000000"
UNLIST = f"""
update facilities f set is_listed = false, registered_by = '{NOBODY}', sources = '[]'
where merged_into is null and exists ({NAMED} in {CONFIDENTIAL}) and not exists ({NAMED} not in {CONFIDENTIAL})
  and not exists ({BY_HAND})
"""
UNLIST_MERGED = f"""
update facilities f set is_listed = false, registered_by = '{NOBODY}', sources = '[]'
from facilities survivor where survivor.id = f.merged_into and not survivor.is_listed
"""
FORGET_NUMBERS = (
    "delete from facility_identifiers n using facilities f where f.id = n.facility_id and not f.is_listed"
)
FORGET_DUPLICATES = """
update {table} t set possible_duplicate_of = null
from facilities f where f.id = t.possible_duplicate_of and not f.is_listed
"""


def upgrade() -> None:
    op.add_column("facilities", sa.Column("is_listed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("facilities", "is_listed", server_default=None)
    op.create_index("ix_facilities_unlisted", "facilities", ["id"], postgresql_where=sa.text("not is_listed"))
    for statement in (UNLIST, UNLIST_MERGED, FORGET_NUMBERS):
        op.execute(statement)
    for table in ("facilities", "disclosure_rows"):
        op.execute(FORGET_DUPLICATES.format(table=table))


def downgrade() -> None:
    op.drop_index("ix_facilities_unlisted", "facilities")
    op.drop_column("facilities", "is_listed")
