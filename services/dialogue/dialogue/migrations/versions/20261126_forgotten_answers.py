"""Stored answers that quote a finding are deleted when an embargo begins again.

`erase_finding` does it when a finding is withdrawn. The monitor keeps its own answers here: it still reads the
finding.
"""

from alembic import op

revision = "forgotten_answers"
down_revision = "column_defaults"
branch_labels = None
depends_on = None

FORGET = """
create function forget_answers_about(target uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare owner uuid;
begin
  select owner_id from findings where id = target into owner;
  if owner is null or owner is distinct from caller_org() then
    raise exception 'only its monitor hides a finding' using errcode = 'insufficient_privilege';
  end if;
  delete from idempotency_answers
  where owner_id <> owner and position(convert_to(target::text, 'UTF8') in body) > 0;
end $$"""


def upgrade() -> None:
    op.execute(FORGET)
    op.execute("revoke execute on function forget_answers_about(uuid) from public")
    op.execute("grant execute on function forget_answers_about(uuid) to dialogue_app")


def downgrade() -> None:
    op.execute("drop function forget_answers_about")
