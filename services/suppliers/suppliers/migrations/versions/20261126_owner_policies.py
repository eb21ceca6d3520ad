"""Add the policies that stop a tenant with a reading grant from writing, or from reading what a contract cost.

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
    "contact_points": ("delete",),
    "contracts": ALL,
    "contract_clauses": ALL,
    "obligations": ("delete",),
    "deliveries": ALL,
    "contract_spend": ALL,
    "disclosures": ("delete",),
    "disclosure_rows": ("delete",),
    "disclosure_acceptances": ALL,
    "disclosure_imports": ALL,
    "import_rows": ALL,
    "idempotency_answers": ALL,
}
"""What only a row's owner does. On a table with `delete` by itself, readers of a row also answer on it."""

SPEND = (
    f"{OWNER} or id in (select row_id from grants"
    " where org_id = (select nullif(current_setting('app.org', true), '')::uuid)"
    " and (until is null or until >= (select platform_today())))"
)
"""Who reads a contract by a grant does not read what it cost."""


def upgrade() -> None:
    for table, commands in OWNER_ONLY.items():
        for command in commands:
            if not _has_policy(table, f"owner_{command}"):
                _create_policy(table, command)
    op.execute(f"alter policy fence on contract_spend to suppliers_app using ({SPEND})")


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
        f"create policy owner_{command} on {table} as restrictive for {command} to suppliers_app {check} ({OWNER})"
    )
