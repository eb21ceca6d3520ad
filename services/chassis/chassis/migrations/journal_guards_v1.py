"""Entries that cannot be sealed, and payloads that were erased. Never edit it once a released migration imports it.

`journal_quarantine` has the entries that the sealer leaves without a place, and why. `journal_erasures` has a row
for each payload that was deleted, written by a trigger: a payload that is missing without one, or was deleted by
somebody else than a role of the service through its functions, is found when the journal is verified.
"""

import sqlalchemy as sa
from alembic import op

NOTE_ERASURE = """
create function note_erasure() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.journal_erasures (journal_id, erased_at, erased_by)
    values (old.journal_id, public.platform_now(), session_user)
    on conflict (journal_id) do nothing;
  return old;
end $$"""

ERASED_BEFORE = """
insert into journal_erasures (journal_id, erased_at, erased_by)
select id, platform_now(), 'a release before' from journal
where not exists (select from journal_payloads where journal_id = id)"""


def create(service: str) -> None:
    """The two tables and the trigger; payloads that are missing now count as erased."""
    worker = f"{service}_worker"
    op.create_table(
        "journal_quarantine",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_quarantine")),
    )
    op.create_table(
        "journal_erasures",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("journal_id", name=op.f("pk_journal_erasures")),
    )
    op.execute(f"grant select, insert on journal_quarantine to {worker}")
    op.execute(f"grant select on journal_erasures to {worker}")
    op.execute(ERASED_BEFORE)
    op.execute(NOTE_ERASURE)
    op.execute("revoke execute on function note_erasure() from public")
    op.execute(
        "create trigger erased after delete on journal_payloads for each row execute function note_erasure()"
    )


def drop() -> None:
    op.execute("drop trigger erased on journal_payloads")
    op.execute("drop function note_erasure()")
    op.drop_table("journal_erasures")
    op.drop_table("journal_quarantine")
