"""Each side of a dossier writes its own tables and makes its own transitions, and nothing that no request writes.

A dossier belongs to both sides, so until now SQL injected into a request of one side could write the answers of the
other, conclude the dialogue or delete its rows.
"""

from alembic import op

from chassis.migrations import row_writers_v1
from chassis.migrations.row_writers_v1 import Verb, Writers

revision = "row_writers"
down_revision = "opened_once"
branch_labels = None
depends_on = None

B, S, M, E = "buyer", "supplier", "monitor", "expert"
WRITERS: Writers = {
    "action_points": {"insert": (B, S), "update": (B, S, M)},
    "annual_reviews": {"insert": (B,), "update": (B, S)},
    "answer_reviews": {"insert": (B, E), "update": (B, E)},
    "answers": {"insert": (S,), "update": (S,)},
    "assignments": {"insert": (B,), "update": (B, S, E)},
    "dialogues": {"insert": (B,), "update": (B, S)},
    "evidence": {"insert": (B, S)},
    "finding_reactions": {"insert": (S,), "update": (S, M), "delete": (M,)},
    "finding_readers": {"insert": (M,), "update": (M, S), "delete": (M,)},
    "finding_releases": {"insert": (M,), "update": (M,)},
    "finding_replies": {"insert": (S,), "delete": (M,)},
    "findings": {"insert": (M,), "update": (M, S)},
    "meetings": {"insert": (B,), "update": (B, S)},
    "monitor_keys": {"insert": (M,)},
    "questionnaire_versions": {"insert": (B,), "update": (B,)},
    "questionnaires": {"insert": (B,), "update": (B,)},
    "review_annex_items": {"insert": (B,)},
    "review_outcomes": {"insert": (B,), "update": (B,)},
}
UNUSED: dict[Verb, tuple[str, ...]] = {
    "delete": (
        *("action_points", "annual_reviews", "answer_reviews", "answers", "assignments", "dialogues", "evidence"),
        *("finding_releases", "findings", "idempotency_answers", "meetings", "monitor_keys"),
        *("questionnaire_versions", "questionnaires", "review_annex_items", "review_outcomes"),
    ),
    "update": ("evidence", "finding_replies", "monitor_keys", "review_annex_items"),
}
MOVES = {
    "dialogues": (
        " > proposed: buyer",
        "proposed > accepted: supplier",
        "proposed > declined: supplier",
        "proposed > active: buyer",
        "no_response > proposed: buyer",
        "no_response > accepted: supplier",
        "no_response > active: buyer",
        "declined > proposed: buyer",
        "accepted > active: buyer",
        "active > on_hold: buyer",
        "on_hold > active: buyer",
        "active > escalated: buyer",
        "escalated > active: buyer",
        "active > concluded: buyer",
        "on_hold > concluded: buyer",
        "escalated > concluded: buyer",
    ),
    "assignments": (
        " > sent: buyer",
        "sent > acknowledged: supplier",
        "sent > in_progress: supplier",
        "acknowledged > in_progress: supplier",
        "extension_granted > in_progress: supplier",
        "extension_refused > in_progress: supplier",
        "in_progress > submitted: supplier",
        "extension_requested > submitted: supplier",
        "extension_granted > submitted: supplier",
        "extension_refused > submitted: supplier",
        "overdue > submitted: supplier",
        "sent > submitted: supplier",
        "acknowledged > submitted: supplier",
        "sent > extension_requested: supplier",
        "acknowledged > extension_requested: supplier",
        "in_progress > extension_requested: supplier",
        "overdue > extension_requested: supplier",
        "extension_granted > extension_requested: supplier",
        "extension_refused > extension_requested: supplier",
        "extension_requested > extension_granted: buyer",
        "extension_requested > extension_refused: buyer",
        "submitted > under_review: buyer",
        "submitted > under_review: expert",
        "under_review > review_shared: buyer",
        "review_shared > follow_up_open: buyer",
        "review_shared > closed: buyer",
        "follow_up_open > closed: buyer",
        "sent > cancelled: buyer",
    ),
    "meetings": (
        " > planned: buyer",
        " > held: buyer",
        " > minutes_draft: buyer",
        "planned > confirmed: buyer",
        "planned > confirmed: supplier",
        "planned > postponed: buyer",
        "planned > postponed: supplier",
        "planned > cancelled: buyer",
        "confirmed > held: buyer",
        "confirmed > postponed: buyer",
        "confirmed > postponed: supplier",
        "confirmed > cancelled: buyer",
        "postponed > planned: buyer",
        "postponed > planned: supplier",
        "held > minutes_draft: buyer",
        "minutes_draft > minutes_shared: buyer",
        "minutes_shared > minutes_agreed: supplier",
        "minutes_shared > minutes_disputed: supplier",
        "minutes_disputed > minutes_shared: buyer",
    ),
    "annual_reviews": (
        " > scheduled: buyer",
        "scheduled > agenda_draft: buyer",
        "scheduled > postponed: buyer",
        "agenda_draft > agenda_shared: buyer",
        "agenda_draft > postponed: buyer",
        "agenda_shared > held: buyer",
        "agenda_shared > postponed: buyer",
        "postponed > scheduled: buyer",
        "agenda_draft > scheduled: buyer",
        "agenda_shared > scheduled: buyer",
        "held > outcomes_draft: buyer",
        "outcomes_draft > outcomes_shared: buyer",
        "outcomes_shared > outcomes_draft: buyer",
        "outcomes_shared > agreed: buyer",
        "outcomes_shared > agreed: supplier",
        "agreed > closed: buyer",
    ),
}
"""As the state machines say; a state that a date brings has the states that it is stored as."""

SIGNED = "new.{side}_signed_by is not null and caller_kind() <> '{side}'"
CLAIMS = {
    ("action_points", "insert"): "new.proposed_by <> caller_kind()",
    ("annual_reviews", "update of buyer_signed_by, buyer_signed_at"): SIGNED.format(side=B),
    ("annual_reviews", "update of supplier_signed_by, supplier_signed_at"): SIGNED.format(side=S),
    ("answer_reviews", "insert"): "new.reviewer_id <> caller_org() or new.counts and caller_kind() <> 'buyer'",
    ("answer_reviews", "update"): "old.reviewer_id <> caller_org()",
    ("dialogues", "insert"): "new.buyer_id <> caller_org()",
    ("evidence", "insert"): "new.uploaded_by_org <> caller_org()",
}
"""What a row says of who wrote it, or who agreed."""

SPEAKS_FOR_ITS_SUPPLIER = (
    "exists (select from supplier_links as link where link.org_id = {table}.org_id"
    " and link.supplier_id = {table}.supplier_id)"
)
OF_COMPANIES = ("finding_reactions", "finding_replies")

OPEN = """
create or replace function open_dossier(dossier uuid, orgs uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare me uuid := (select public.caller_org());
begin
  if me is null or not me = any (orgs) then
    raise exception 'a dossier is opened by one of its parties' using errcode = 'insufficient_privilege';
  end if;
  if exists (select 1 from public.parties where dossier_id = dossier) then
    raise exception 'a dossier is opened once' using errcode = 'insufficient_privilege';
  end if;{linked}
  insert into public.parties (dossier_id, org_id) select dossier, unnest(orgs) on conflict do nothing;
end $$"""
LINKED = """
  if public.caller_kind() <> 'buyer' or exists (
    select from unnest(orgs) as org where org <> me
    and org not in (select org_id from public.supplier_links where buyer_id = me)
  ) then
    raise exception 'a dossier is opened by a buyer to those who speak for its supplier'
      using errcode = 'insufficient_privilege';
  end if;"""

NOBODY = "00000000-0000-0000-0000-000000000000"
GRANT_TO_TOLD = f"""
create function grant_to_told_reader() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    delete from public.grants where table_name = 'findings' and row_id = old.finding_id and org_id = old.org_id;
  elsif new.org_id <> '{NOBODY}' then
    insert into public.grants (table_name, row_id, org_id) values ('findings', new.finding_id, new.org_id)
      on conflict do nothing;
  end if;
  return null;
end $$"""
GRANTED = {
    "granted_when_told": ("update of is_told", "new.is_told and not old.is_told"),
    "granted_as_told": ("insert", "new.is_told"),
    "granted_while_told": ("delete", "true"),
}
UNUSED_GRANTS = """
delete from grants g where table_name = 'findings' and not exists (
  select from finding_readers where finding_id = g.row_id and org_id = g.org_id and is_told)"""
"""Readers of a release that waits, or of none: they got a grant with the release, and kept it when they were left out."""


def upgrade() -> None:
    row_writers_v1.create("dialogue")
    row_writers_v1.withhold("dialogue", UNUSED)
    row_writers_v1.name_writers("dialogue", WRITERS)
    row_writers_v1.keep_to_moves("dialogue", MOVES)
    row_writers_v1.refuse_claims("dialogue", CLAIMS)
    for table in OF_COMPANIES:
        condition = SPEAKS_FOR_ITS_SUPPLIER.format(table=table)
        op.execute(
            f"create policy of_its_supplier on {table} as restrictive for insert to dialogue_app"
            f" with check ({condition})"
        )
    op.execute(OPEN.format(linked=LINKED))
    op.execute(GRANT_TO_TOLD)
    op.execute("revoke execute on function grant_to_told_reader() from public")
    for trigger, (event, condition) in GRANTED.items():
        op.execute(
            f"create trigger {trigger} after {event} on finding_readers for each row when ({condition})"
            " execute function grant_to_told_reader()"
        )
    op.execute(UNUSED_GRANTS)


def downgrade() -> None:
    """Readers who wait for a release get their grants back, which the release before gave them at once."""
    for trigger in GRANTED:
        op.execute(f"drop trigger {trigger} on finding_readers")
    op.execute("drop function grant_to_told_reader()")
    op.execute(
        "insert into grants (table_name, row_id, org_id) select 'findings', finding_id, org_id from finding_readers"
        f" where org_id <> '{NOBODY}' on conflict do nothing"
    )
    op.execute(OPEN.format(linked=""))
    for table in OF_COMPANIES:
        op.execute(f"drop policy of_its_supplier on {table}")
    row_writers_v1.refuse_no_claims(CLAIMS)
    row_writers_v1.keep_to_no_moves(MOVES)
    row_writers_v1.name_no_writers(WRITERS)
    row_writers_v1.give_back("dialogue", UNUSED)
    row_writers_v1.drop("dialogue")
