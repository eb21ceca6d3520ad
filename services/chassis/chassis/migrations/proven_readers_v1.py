"""What is open to all organisations is open to requests of the service, for new migrations.

Never edit it once a released migration imports it. A session with the app role's password alone gets an error.
"""

from alembic import op

IS_PROVEN = """
create function is_proven() returns boolean language plpgsql stable parallel restricted
security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.demand_proof();
  return true;
end $$"""


def create(service: str) -> None:
    """The function for policies, as the gateway has it since `account_secrets`."""
    op.execute(IS_PROVEN)
    op.execute("revoke execute on function is_proven() from public")
    op.execute(f"grant execute on function is_proven() to {service}_app")


def drop() -> None:
    op.execute("drop function is_proven()")
