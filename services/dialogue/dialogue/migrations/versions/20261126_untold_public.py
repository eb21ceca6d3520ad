"""A finding for the public opens to every tenant when its readers have been informed, and not under an embargo."""

from alembic import op

revision = "untold_public"
down_revision = "demanded_signatures"
branch_labels = None
depends_on = None

EVERYBODY = "'00000000-0000-0000-0000-000000000000'"
RELEASED = f"org_id = {EVERYBODY}"
INFORMED = f"{RELEASED} and is_told"
OUT = "(embargo_until is null or embargo_until <= platform_today())"


READERS = "(select finding_id from finding_readers where {})"
BEFORE = {
    "finding_readers": RELEASED,
    "findings": f"id in {READERS.format(RELEASED)}",
    "finding_replies": f"is_published and finding_id in {READERS.format(RELEASED)}",
}
SINCE = {
    "finding_readers": INFORMED,
    "findings": f"{OUT} and id in {READERS.format(INFORMED)}",
    "finding_replies": f"is_published and finding_id in {READERS.format(INFORMED)}"
    f" and finding_id in (select id from findings where {OUT})",
}


def upgrade() -> None:
    _replace(SINCE)


def downgrade() -> None:
    _replace(BEFORE)


def _replace(policies: dict[str, str]) -> None:
    for table, condition in policies.items():
        op.execute(f"alter policy everybody on {table} using ({condition})")
