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


def _policies(reader: str, finding: str) -> dict[str, str]:
    readers = f"(select finding_id from finding_readers where {reader})"
    return {
        "finding_readers": reader,
        "findings": f"{finding} and id in {readers}",
        "finding_replies": f"is_published and finding_id in {readers}"
        f" and finding_id in (select id from findings where {finding})",
    }


def upgrade() -> None:
    _replace(_policies(INFORMED, OUT))


def downgrade() -> None:
    _replace(
        _policies(RELEASED, "true")
        | {
            "finding_replies": f"is_published and finding_id in (select finding_id from finding_readers where {RELEASED})"
        }
    )


def _replace(policies: dict[str, str]) -> None:
    for table, condition in policies.items():
        op.execute(f"alter policy everybody on {table} using ({condition})")
