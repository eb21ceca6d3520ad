"""Add the policies that stop a tenant with a reading grant from writing.

They were added to earlier migrations after some databases had run those. A database that lacks them gets them here;
one that has them stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "owner_policies"
down_revision = "platform_days"
branch_labels = None
depends_on = None

OWNER = "owner_id = (select nullif(current_setting('app.org', true), '')::uuid)"
ALL = ("insert", "update", "delete")
OWNER_ONLY = {
    "findings": ("delete",),
    "finding_readers": ("delete",),
    "finding_releases": ALL,
    "finding_replies": ("delete",),
    "monitor_keys": ALL,
    "review_annex_items": ALL,
    "idempotency_answers": ALL,
}
"""What only a row's owner does. On a table with `delete` by itself, readers of a row also answer on it."""


def upgrade() -> None:
    for table, commands in OWNER_ONLY.items():
        for command in commands:
            if not _has_policy(table, f"owner_{command}"):
                _create_policy(table, command)


def downgrade() -> None:
    """Keeps the policies: the earlier migrations of a new database create them as well."""


def _has_policy(table: str, name: str) -> bool:
    query = sa.text(
        "select exists (select from pg_policy where polrelid = cast(:table as regclass) and polname = :name)"
    )
    return bool(op.get_bind().scalar(query, {"table": table, "name": name}))


def _create_policy(table: str, command: str) -> None:
    check = "with check" if command == "insert" else "using"
    op.execute(
        f"create policy owner_{command} on {table} as restrictive for {command} to dialogue_app {check} ({OWNER})"
    )
