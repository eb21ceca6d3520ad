"""A company answers on a finding in rows of its own; all else about a finding only its monitor writes.

The functions that delete what quotes a finding, or seat a participant, look for the finding or dialogue itself, and
not only for a row of the caller's that has its id.
"""

from alembic import op

from chassis.migrations import row_guards_v1

revision = "guarded_rows"
down_revision = "grants_by_table"
branch_labels = None
depends_on = None

OWNERS = "owner_id = {org}"
AUTHORS = "owner_id = {org} or org_id = {org}"
INSERTED_BY = {
    "findings": OWNERS,
    "finding_readers": OWNERS,
    "finding_reactions": AUTHORS,
    "finding_replies": AUTHORS,
}
UPDATED_BY = {"finding_reactions": AUTHORS, "finding_replies": OWNERS}
PARENTS = dict.fromkeys(
    ("finding_reactions", "finding_readers", "finding_releases", "finding_replies"), ("finding_id", "findings")
)
OF_THE_OWNER = {
    "findings": (
        *("id", "created_at", "created_by", "owner_id", "owner_name", "status", "reference", "given_name"),
        *("given_address", "given_country", "facility_id", "facility_name", "facility_country", "is_new_site"),
        *("site_candidates", "needs_rematch", "period_from", "period_to", "method", "summary_public", "sealed"),
        *("provisions", "salient_issue", "rights_holders", "workers_affected_estimate", "certainty", "scale"),
        *("scope", "irremediability", "likelihood", "imminent_danger", "severity", "severity_index", "priority"),
        *("evidence_strength", "source_risk", "proposed_source_risk", "risk_proposed_by", "is_consent_withdrawn"),
        *("do_not_contact_factory", "embargo_until", "remediation_status", "workers_asked", "workers_confirmed"),
        *("buyers_contribution", "submitted_by", "validated_by"),
    ),
    "finding_readers": ("finding_id", "org_id", "owner_id", "audience", "released_on", "is_told"),
    "finding_reactions": ("finding_id", "org_id", "owner_id", "supplier_id"),
}
"""A company that reacts changes the count of changes, and the copies of the finding's readers."""

OWNS_FINDING = """
create function owns_finding(target uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from public.findings where id = target and owner_id = public.caller_org());
end $$"""
"""The policies of findings look at their readers, so a policy of readers cannot look at findings itself."""

ERASE = """
create or replace function erase_finding(target uuid) returns void
language plpgsql security definer set search_path = {path} as $$
declare owner uuid;
begin
  select owner_id from {of}findings where id = target into owner;
  if owner is null or owner is distinct from {me}{is_written} then
    raise exception 'only its monitor erases a finding' using errcode = 'insufficient_privilege';
  end if;
  delete from {of}journal_payloads where journal_id in (select id from {of}journal where subject_id = target{typed});
  delete from {of}idempotency_answers where position(convert_to(target::text, 'UTF8') in body) > 0;
end $$"""
FORGET = """
create or replace function forget_answers_about(target uuid) returns void
language plpgsql security definer set search_path = {path} as $$
declare owner uuid;
begin
  select owner_id from {of}findings where id = target into owner;
  if owner is null or owner is distinct from {caller}{is_written} then
    raise exception 'only its monitor hides a finding' using errcode = 'insufficient_privilege';
  end if;
  delete from {of}idempotency_answers
  where owner_id <> owner and position(convert_to(target::text, 'UTF8') in body) > 0;
end $$"""
SEAT = """
create or replace function seat_participant(dossier uuid, org uuid, last_day date) returns void
language plpgsql security definer set search_path = {path} as $$
begin
  if not exists (
    select 1 from {of}dialogues
    where id = dossier and {same}buyer_id = {me}
  ) then
    raise exception 'only the buyer gives a seat in its dossier' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select 1 from {of}organisations where id = org and kind in ('monitor', 'expert')) then
    raise exception 'a seat is for a monitor or an expert' using errcode = 'insufficient_privilege';
  end if;
  insert into {of}parties (dossier_id, org_id, until) values (dossier, org, last_day)
    on conflict (dossier_id, org_id) do update set until = excluded.until;
end $$"""
WRITTEN_BY_ITS_MONITOR = """ or not exists (
    select from public.journal
    where subject_id = target and subject_type = 'finding' and actor_org = owner
  )"""
SINCE = {
    "path": "pg_catalog, pg_temp",
    "of": "public.",
    "me": "public.caller_org()",
    "caller": "public.caller_org()",
    "is_written": WRITTEN_BY_ITS_MONITOR,
    "typed": " and subject_type = 'finding'",
    "same": "dossier_id = dossier and ",
}
BEFORE = {
    "path": "public, pg_temp",
    "of": "",
    "me": "(select caller_org())",
    "caller": "caller_org()",
    "is_written": "",
    "typed": "",
    "same": "",
}
"""`caller_org()` was written in two ways."""


def upgrade() -> None:
    row_guards_v1.create()
    row_guards_v1.restrict_insert("dialogue", INSERTED_BY)
    row_guards_v1.restrict_update("dialogue", UPDATED_BY)
    row_guards_v1.keep_parents("dialogue", PARENTS)
    op.execute(OWNS_FINDING)
    op.execute("revoke execute on function owns_finding(uuid) from public")
    op.execute("grant execute on function owns_finding(uuid) to dialogue_app")
    op.execute("alter policy of_its_parent on finding_readers with check (owns_finding(finding_id))")
    row_guards_v1.keep_columns("dialogue", OF_THE_OWNER)
    _write_functions(SINCE)


def downgrade() -> None:
    _write_functions(BEFORE)
    row_guards_v1.release_columns(OF_THE_OWNER)
    row_guards_v1.release_parents(PARENTS)
    op.execute("drop function owns_finding(uuid)")
    row_guards_v1.lift("update", UPDATED_BY)
    row_guards_v1.lift("insert", INSERTED_BY)
    row_guards_v1.drop()


def _write_functions(words: dict[str, str]) -> None:
    for function in (ERASE, FORGET, SEAT):
        op.execute(function.format(**words))
