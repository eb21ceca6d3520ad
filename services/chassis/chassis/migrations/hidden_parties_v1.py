"""Who takes part in which dossier is shown to its parties. Never edit it once a released migration imports it."""

from alembic import op

OWN_DOSSIERS = """
create function own_dossiers() returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return array(select dossier_id from public.parties
               where org_id = public.caller_org() and (until is null or until >= public.platform_today()));
end $$"""
"""A policy of `parties` cannot look into `parties` itself."""

SHOWN = "org_id = (select caller_org()) or (select own_dossiers()) @> array[dossier_id]"
"""With `= any` the planner would look each dossier up, also for the policies that ask for one organisation."""


def create(service: str) -> None:
    """The function and the policies of `parties`."""
    op.execute(OWN_DOSSIERS)
    op.execute("revoke execute on function own_dossiers() from public")
    op.execute(f"grant execute on function own_dossiers() to {service}_app")
    op.execute("alter table parties enable row level security")
    op.execute(f"create policy fence on parties to {service}_app using ({SHOWN})")
    op.execute(f"create policy machine on parties to {service}_worker using (true)")


def drop() -> None:
    op.execute("drop policy fence on parties")
    op.execute("drop policy machine on parties")
    op.execute("alter table parties disable row level security")
    op.execute("drop function own_dossiers()")
