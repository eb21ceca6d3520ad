"""A dossier's time line: what its journal told the caller's organisation."""

from alembic import op

revision = "timeline"
down_revision = "reviews"
branch_labels = None
depends_on = None

TIMELINE = """
create function dossier_timeline(dossier uuid)
returns table (id uuid, at timestamptz, verb text, subject_type text, subject_id uuid, origin text, outcome text,
               actor_org uuid, actor_org_name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select journal.id, journal.at, journal.verb, journal.subject_type, journal.subject_id, journal.origin,
         journal.outcome, journal.actor_org, organisations.name
  from journal left join organisations on organisations.id = journal.actor_org
  where journal.subject_id in (
      select dossier
      union all select assignments.id from assignments where assignments.dossier_id = dossier
      union all select meetings.id from meetings where meetings.dossier_id = dossier
      union all select evidence.id from evidence where evidence.dossier_id = dossier
      union all select action_points.id from action_points where action_points.dossier_id = dossier
      union all select annual_reviews.id from annual_reviews where annual_reviews.dossier_id = dossier
    )
    and nullif(current_setting('app.org', true), '')::uuid = any (journal.audience)
$$"""


def upgrade() -> None:
    op.execute(TIMELINE)
    op.execute("revoke execute on function dossier_timeline(uuid) from public")
    op.execute("grant execute on function dossier_timeline(uuid) to dialogue_app")


def downgrade() -> None:
    op.execute("drop function dossier_timeline")
