"""Show findings of a review's annex only to those who see the review: a finding has other readers as well."""

from alembic import op

from chassis.migrations.row_security_v3 import CONDITIONS, ORG

revision = "annex_of_reviews"
down_revision = "journal_guards"
branch_labels = None
depends_on = None

BY_FINDING = CONDITIONS["owned"].format(key="finding_id")
OF_A_VISIBLE_REVIEW = "exists (select from annual_reviews where annual_reviews.id = review_annex_items.review_id)"


def upgrade() -> None:
    op.execute(
        f"alter policy fence on review_annex_items to dialogue_app using (({BY_FINDING}) and {OF_A_VISIBLE_REVIEW})"
    )


def downgrade() -> None:
    earlier = BY_FINDING.replace(ORG, '(select caller_org() as "nullif")')  # the words of the policy before
    op.execute(f"alter policy fence on review_annex_items to dialogue_app using ({earlier})")
