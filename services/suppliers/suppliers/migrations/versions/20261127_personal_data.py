"""Rows about people by their last change, and answers about a contact that are not given again after its erasure."""

import sqlalchemy as sa
from alembic import op

revision = "personal_data"
down_revision = "contact_retention"
branch_labels = None
depends_on = None

FORGET = """
create function forget_answers_about_contact(target uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare owner uuid;
begin
  select owner_id from public.contact_points where id = target and anonymised_on is not null into owner;
  if owner is null or owner is distinct from public.caller_org() then
    raise exception 'only its buyer erases a contact' using errcode = 'insufficient_privilege';
  end if;
  delete from public.idempotency_answers where position(convert_to(target::text, 'UTF8') in body) > 0;
end $$"""
SIGNATURE = "forget_answers_about_contact(uuid)"


def upgrade() -> None:
    op.create_index(
        "ix_data_import_rows_people",
        "data_import_rows",
        ["updated_at"],
        postgresql_where=sa.text("sheet = 'contacts' and status not in ('new', 'updated', 'unchanged')"),
    )
    op.execute(FORGET)
    op.execute(f"revoke execute on function {SIGNATURE} from public")
    op.execute(f"grant execute on function {SIGNATURE} to suppliers_app")


def downgrade() -> None:
    op.execute(f"drop function {SIGNATURE}")
    op.drop_index("ix_data_import_rows_people", "data_import_rows")
