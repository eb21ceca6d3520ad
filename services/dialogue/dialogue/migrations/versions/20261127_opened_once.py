"""A dossier is opened once, by the buyer with those who speak for its supplier.

Whoever had a seat could open it to any organisation before. Seats are given by `seat_participant`.
"""

from alembic import op

revision = "opened_once"
down_revision = "hidden_parties"
branch_labels = None
depends_on = None

OPEN = """
create or replace function open_dossier(dossier uuid, orgs uuid[]) returns void
language plpgsql security definer set search_path = {path} as $$
declare me uuid := (select {of}caller_org());
begin
  if {refused} then
    raise exception 'a dossier is opened by one of its parties' using errcode = 'insufficient_privilege';
  end if;
  if {is_open} then
    raise exception '{refusal}' using errcode = 'insufficient_privilege';
  end if;
  insert into {of}parties (dossier_id, org_id) select dossier, unnest(orgs) on conflict do nothing;
end $$"""
EXISTS = "exists (select 1 from {of}parties where dossier_id = dossier)"
NOT_A_PARTY = """not exists (select 1 from parties where dossier_id = dossier and org_id = me
                       and (until is null or until >= platform_today()))"""


def upgrade() -> None:
    op.execute(
        OPEN.format(
            path="pg_catalog, pg_temp",
            of="public.",
            refused="me is null or not me = any (orgs)",
            is_open=EXISTS.format(of="public."),
            refusal="a dossier is opened once",
        )
    )


def downgrade() -> None:
    is_there = EXISTS.format(of="")
    op.execute(
        OPEN.format(
            path="public, pg_temp",
            of="",
            refused=f"me is null or not me = any (orgs) and not {is_there}",
            is_open=f"{is_there}\n     and {NOT_A_PARTY}",
            refusal="only a party opens a dossier further",
        )
    )
