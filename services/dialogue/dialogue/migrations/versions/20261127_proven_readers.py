"""Public findings are read by requests of the service, and only their monitor makes them public."""

from alembic import op

from chassis.migrations import proven_readers_v1

revision = "proven_readers"
down_revision = "guarded_rows"
branch_labels = None
depends_on = None

TOLD = "org_id = '00000000-0000-0000-0000-000000000000' and is_told"
"""The row of `finding_readers` by which the public reads a finding."""
BEFORE_OUT = "(embargo_until is null or embargo_until <= platform_today())"
BEFORE_PUBLIC = f"(select finding_id from finding_readers where {TOLD})"
BEFORE = {
    "finding_readers": TOLD,
    "findings": f"{BEFORE_OUT} and id in {BEFORE_PUBLIC}",
    "finding_replies": f"is_published and finding_id in {BEFORE_PUBLIC}"
    f" and finding_id in (select id from findings where {BEFORE_OUT})",
}
OUT = "(embargo_until is null or embargo_until <= (select platform_today()))"
PUBLIC = f"(select finding_id, owner_id from finding_readers where {TOLD})"
SINCE = {
    "finding_readers": f"{TOLD} and (select is_proven())",
    "findings": f"(select is_proven()) and {OUT} and (id, owner_id) in {PUBLIC}",
    "finding_replies": f"is_published and (select is_proven()) and (finding_id, owner_id) in {PUBLIC}"
    f" and finding_id in (select id from findings where {OUT})",
}


def upgrade() -> None:
    proven_readers_v1.create("dialogue")
    _replace(SINCE)


def downgrade() -> None:
    _replace(BEFORE)
    proven_readers_v1.drop()


def _replace(policies: dict[str, str]) -> None:
    for table, condition in policies.items():
        op.execute(f"alter policy everybody on {table} using ({condition})")
