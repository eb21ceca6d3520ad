"""Journal entries that a process of the service has signed. Never edit it once a released migration imports it.

Nobody but the owner inserts into the journal. `write_journal_entry` does it for both other roles: it takes an entry
as a JSON document with an HMAC-SHA256 of `entry:` and the document, by a key of `caller_proofs_v1` (the number of
the key, and 64 hexadecimal digits), and adds the time and the transaction itself. An id can be used once, so an
entry cannot be written twice. Entries in the name of no organisation come from the worker role only.
"""

from alembic import op

WRITE_JOURNAL_ENTRY = """
create function write_journal_entry(document text, proof text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  said jsonb;
  key public.caller_keys;
begin
  select * into key from public.caller_keys where number = left(proof, 1);
  if encode(sha256(key.outer_pad || sha256(key.inner_pad || convert_to('entry:' || document, 'UTF8'))), 'hex')
     is distinct from substr(proof, 2) then
    raise exception 'the journal entry is not signed by the service' using errcode = 'insufficient_privilege';
  end if;
  said := document::jsonb;
  if session_user = '{app}' and said ->> 'actor_org' = '00000000-0000-0000-0000-000000000000' then
    raise exception 'requests write for an organisation' using errcode = 'insufficient_privilege';
  end if;
  insert into public.journal (id, at, actor, actor_org, actor_roles, verb, subject_type, subject_id,
                              origin, outcome, audience, followed, digest)
    select id, public.platform_now(), actor, actor_org, actor_roles, verb, subject_type, subject_id,
           origin, outcome, audience, followed, decode(digest, 'hex')
    from jsonb_to_record(said) as entry(
      id uuid, actor uuid, actor_org uuid, actor_roles text[], verb text, subject_type text, subject_id uuid,
      origin text, outcome text, audience uuid[], followed boolean, digest text);
  insert into public.journal_payloads (journal_id, salt, payload)
    values ((said ->> 'id')::uuid, decode(said ->> 'salt', 'hex'), (said ->> 'payload')::jsonb);
end $$"""

SIGNATURE = "write_journal_entry(text, text)"


def demand(service: str) -> None:
    """The function, and no other way into the journal. The worker gives entries their places, no more."""
    app, worker = f"{service}_app", f"{service}_worker"
    op.execute(WRITE_JOURNAL_ENTRY.replace("{app}", app))
    op.execute(f"revoke execute on function {SIGNATURE} from public")
    op.execute(f"grant execute on function {SIGNATURE} to {app}, {worker}")
    op.execute(f"revoke insert on journal, journal_payloads from {app}")
    op.execute(f"revoke insert, update, delete on journal, journal_payloads from {worker}")
    op.execute(f"revoke update, delete on journal_hearers from {worker}")
    op.execute(f"grant update (position, chain) on journal to {worker}")


def demand_nothing(service: str) -> None:
    """Take `demand` back."""
    app, worker = f"{service}_app", f"{service}_worker"
    op.execute(f"revoke update (position, chain) on journal from {worker}")
    op.execute(f"grant update, delete on journal_hearers to {worker}")
    op.execute(f"grant insert, update, delete on journal, journal_payloads to {worker}")
    op.execute(f"grant insert on journal, journal_payloads to {app}")
    op.execute(f"drop function {SIGNATURE}")
