"""Whose word a version is: what organisations said that the platform has not confirmed is not open to others."""

import sqlalchemy as sa
from alembic import op

revision = "standing_of_versions"
down_revision = "contracts_for_readers"
branch_labels = None
depends_on = None

STANDING = sa.Enum(
    "entered",
    "unconfirmed",
    "confirmed",
    "refused",
    name="standing",
    native_enum=False,
    create_constraint=True,
    length=32,
)
# A supplier's organisation wrote it, or confirmed a buyer's entry. The platform's lists are addressed to no one.
SPEAKERS = """
update disclosures d set speaker_id = case when d.entered_by_buyer then (
    select org_id from supplier_links l
    where l.supplier_id = d.supplier_id and l.buyer_id = d.owner_id order by l.is_confirmed desc, org_id limit 1
  ) else d.owner_id end
where (d.entered_by_buyer and d.confirmed_on is not null) or (not d.entered_by_buyer and (
    d.source <> 'public' or d.addressed_to <> '{}' or d.owner_id in (select org_id from supplier_links)))
"""
LINK = "select from supplier_links l where l.org_id = d.speaker_id and l.supplier_id = d.supplier_id"
# Who submitted a version had a link; where there is none any more, the platform refused it.
WORTH = f"""
update disclosures d set standing = case
    when exists ({LINK} and l.is_confirmed) then 'confirmed'
    when not exists ({LINK}) and submission > 0 and not entered_by_buyer then 'refused'
    else 'unconfirmed' end
where speaker_id is not null
"""
WITHDRAW = """
update disclosure_acceptances a set status = 'withdrawn', in_force = null, is_entering = false,
    reason = 'The platform does not confirm that the organisation which stated this represents the supplier.'
from disclosures d
where d.id = a.disclosure_id and d.standing = 'refused' and a.status in ('accepted', 'contested', 'superseded')
"""
CLOSE_ROWS = """
update disclosure_rows r set is_open = false
from disclosures d where d.id = r.disclosure_id and d.standing in ('unconfirmed', 'refused') and r.is_open
"""
CLOSE_VERSIONS = "update disclosures set is_open = false where standing in ('unconfirmed', 'refused') and is_open"


def upgrade() -> None:
    standing = sa.Column("standing", STANDING, nullable=False, server_default="entered")
    op.add_column("disclosures", standing)
    op.alter_column("disclosures", "standing", server_default=None)
    op.add_column("disclosures", sa.Column("speaker_id", sa.Uuid(), nullable=True))
    op.create_index("ix_disclosures_speaker", "disclosures", ["speaker_id"])
    for statement in (SPEAKERS, WORTH, WITHDRAW, CLOSE_ROWS, CLOSE_VERSIONS):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_disclosures_speaker", "disclosures")
    op.drop_column("disclosures", "speaker_id")
    op.drop_column("disclosures", "standing")
