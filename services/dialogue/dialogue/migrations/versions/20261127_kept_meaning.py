"""Each side of a dossier writes its own columns, and what was handed in, reviewed, signed or said stays.

SQL injected into a request of one side could write columns of the other, change answers after they were submitted, agree
to a review alone, delete what a company said of a finding, and change the questionnaires of others.
"""

from chassis.migrations import kept_meaning_v1, row_writers_v1
from chassis.migrations.kept_meaning_v1 import Check, Kept, changed, written_by

revision = "kept_meaning"
down_revision = "readable_revision"
branch_labels = None
depends_on = None

STAMPS = ("updated_at", "updated_by", "version")
PROPOSAL = (
    *("owner_contact", "title", "description", "kind", "provisions", "priority", "success_criterion"),
    *("workers_input", "progress_pct", "obstacles", "evidence_ids"),
)
OF_A_REVIEW = ("carried_over_from", "carry_count", "is_escalated", "shown_to")
PLAN = (
    *("planned_date", "grace_ends", "postponements", "meeting_id", "held_on", "late_days", "next_review_due"),
    *("overall_conclusion", "agenda_shared", "agenda_held"),
)
JUDGEMENT = (
    *("answer_id", "level", "excluded", "motive", "flags", "concrete_elements", "is_verified", "follow_up_text"),
    "history",
)
WORDS = ("answer_text", "language", "evidence", "na_reason", "refusal_reason")
AGREEMENT = (
    *("contract_ids", "contracts", "title", "phase", "topics", "objectives", "lead_officer", "next_step"),
    *("next_step_due", "depth_level", "answer_by", "active_since", "concluded_on", "closing_summary"),
)
MINUTES = (
    *("kind", "duration_min", "mode", "participants", "agenda", "minutes", "decisions", "follow_up_questions"),
    *("internal_notes", "unseen_changes", "minutes_shared_on", "comment_until"),
)
OUTCOME = ("outcome", "new_due_date", "note")
SIGNATURES = ("buyer_signed_by", "buyer_signed_at", "supplier_signed_by", "supplier_signed_at")
CHANGED = {
    "action_points": (
        *(*STAMPS, *PROPOSAL, *OF_A_REVIEW, "claimed_by", "due_date", "due_history", "verified_on", "verified_by"),
        *("drop_proposed_by", "status", "status_reason"),
    ),
    "annual_reviews": (*STAMPS, *PLAN, *SIGNATURES, "status"),
    "answer_reviews": (*STAMPS, *JUDGEMENT, "counts"),
    "answers": (*STAMPS, *WORDS),
    "assignments": (*STAMPS, "due_at", "extension_until", "submitted_on", "status", "status_reason"),
    "dialogues": (*STAMPS, *AGREEMENT, "status", "status_reason", "accepted_on", "last_event_at"),
    "finding_reactions": ("status", "reacted_on"),
    "finding_readers": ("audience", "released_on", "is_told", "revision", "digest"),
    "finding_releases": ("announced_at", "omitted"),
    "findings": (
        *(*STAMPS, "status", "reference", "given_name", "given_address", "given_country", "facility_id"),
        *("facility_name", "facility_country", "is_new_site", "site_candidates", "needs_rematch", "period_from"),
        *("period_to", "method", "summary_public", "sealed", "provisions", "salient_issue", "rights_holders"),
        *("workers_affected_estimate", "certainty", "scale", "scope", "irremediability", "likelihood"),
        *("imminent_danger", "severity", "severity_index", "priority", "evidence_strength", "source_risk"),
        *("proposed_source_risk", "risk_proposed_by", "is_consent_withdrawn", "do_not_contact_factory"),
        *("embargo_until", "has_waiting_changes", "remediation_status", "workers_asked", "workers_confirmed"),
        *("buyers_contribution", "submitted_by", "validated_by"),
    ),
    "idempotency_answers": ("fingerprint", "status", "headers", "body", "kept_until"),
    "meetings": (
        *(*STAMPS, *MINUTES, "starts_at", "disputed_minutes", "addenda", "status", "status_reason"),
        "minutes_agreed_on",
    ),
    "questionnaire_versions": (*STAMPS, "status", "languages", "sections", "questions", "published_at"),
    "questionnaires": (*STAMPS, "published_no"),
    "review_outcomes": OUTCOME,
}
ONE_MORE = "old.{0} <> new.{0} - (-1)"
"""Of a JSON array: it is something else than before with one element more."""
LAST = "new.{0} -> -1 ->> '{1}'"
BUYER, SUPPLIER, SIDES = written_by(["buyer"]), written_by(["supplier"]), written_by(["buyer", "supplier"])
KEPT = (
    Kept("action_points", "of_the_sides", PROPOSAL, SIDES),
    Kept("action_points", "of_the_buyer", OF_A_REVIEW, BUYER),
    Kept(
        *("action_points", "grows_only", ("due_history",)),
        f"{ONE_MORE.format('due_history')} or {LAST.format('due_history', 'by')} <> caller_kind()",
    ),
    Kept("action_points", "claimed_as_itself", ("claimed_by",), "new.claimed_by <> caller_kind()"),
    Kept("action_points", "dropped_as_itself", ("drop_proposed_by",), "new.drop_proposed_by <> caller_kind()"),
    Kept("action_points", "verified_as_itself", ("verified_by",), "new.verified_by <> caller_kind()"),
    Kept("annual_reviews", "of_the_buyer", PLAN, BUYER),
    Kept("annual_reviews", "when_signed", PLAN, "num_nonnulls(new.buyer_signed_at, new.supplier_signed_at) > 0"),
    Kept(
        *("annual_reviews", "agreed_by_both", ("status",)),
        "new.status = 'agreed' and num_nulls(new.buyer_signed_at, new.supplier_signed_at) > 0",
    ),
    Kept("answer_reviews", "counts_for_the_buyer", ("counts",), "old.reviewer_id is not null or new.counts"),
    Kept("answer_reviews", "grows_only", ("history",), ONE_MORE.format("history")),
    Kept("assignments", "of_the_buyer", ("due_at",), BUYER),
    Kept("assignments", "of_the_supplier", ("submitted_on",), SUPPLIER),
    Kept("assignments", "of_the_sides", ("extension_until", "status_reason"), SIDES),
    Kept("dialogues", "of_the_buyer", AGREEMENT, BUYER),
    Kept("dialogues", "of_the_supplier", ("accepted_on",), SUPPLIER),
    Kept("finding_readers", "told_for_good", ("is_told",), "old.is_told"),
    Kept("finding_releases", "announced_once", ("announced_at",), "old.announced_at is not null"),
    Kept(
        "meetings",
        "disputed_by_the_supplier",
        ("disputed_minutes",),
        f"new.disputed_minutes is not null and {SUPPLIER}",
    ),
    Kept(
        *("meetings", "grows_only", ("addenda",)),
        f"{ONE_MORE.format('addenda')} or {LAST.format('addenda', 'by_org')} <> caller_org()::text",
    ),
    Kept("meetings", "of_the_buyer", MINUTES, BUYER),
    Kept("meetings", "of_the_supplier", ("minutes_agreed_on",), SUPPLIER),
    Kept(
        *("meetings", "when_agreed", ("minutes", "decisions", "follow_up_questions")),
        "old.status in ('minutes_shared', 'minutes_agreed')",
    ),
)
MOVES = {
    "finding_reactions": (
        *(" > acknowledged: supplier", " > disputed: supplier", "acknowledged > disputed: supplier"),
        *("acknowledged > remediation_claimed: supplier", "disputed > acknowledged: supplier"),
        *("disputed > answered: monitor", "answered > acknowledged: supplier", "answered > disputed: supplier"),
        "remediation_claimed > remediation_confirmed: monitor",
        "remediation_claimed > remediation_refused: monitor",
        "remediation_confirmed > remediation_refused: monitor",
        "remediation_refused > remediation_claimed: supplier",
    )
}
"""As the state machine says: a monitor answers, and does not speak for a company."""

HEAD = "returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$"
REFUSED = "using errcode = 'insufficient_privilege'"


def of_an_assignment(name: str, states: tuple[str, ...]) -> str:
    """Rows of an assignment are written while it is in one of these states, in its own dossier."""
    listed = ", ".join(f"'{state}'" for state in states)
    return f"""
create function {name}() {HEAD}
begin
  if not exists (
    select from public.assignments a
    where a.id = new.assignment_id and a.dossier_id = new.dossier_id and a.status in ({listed})
  ) then
    raise exception 'rows of % are not written any more, or not yet', tg_table_name {REFUSED};
  end if;
  return new;
end $$"""


ANSWERABLE = (
    *("sent", "acknowledged", "in_progress", "extension_requested", "extension_granted", "extension_refused"),
)
CHECK_STEP = f"""
create function check_step() {HEAD}
declare
  kind text := public.caller_kind();
  move text := old.status || ' > ' || new.status;
  is_side boolean := kind in ('buyer', 'supplier');
  owns boolean := is_side and old.owner_side in (kind, 'joint') or kind = 'buyer' and old.owner_side = 'group';
  is_other boolean := is_side and kind is distinct from old.claimed_by
    and (not owns or old.owner_side = 'joint' and old.claimed_by is not null);
begin
  if kind is null or old.status = new.status then
    return new;
  end if;
  if kind = 'monitor' then
    is_other := old.origin_kind = 'finding' and exists (
      select from public.findings where id = old.origin_id and owner_id = public.caller_org()
    );
  end if;
  if coalesce(not (
    move = 'proposed > agreed' and is_side and kind <> old.proposed_by
    or move in (
      'proposed > rejected', 'agreed > in_progress', 'agreed > blocked', 'in_progress > done_claimed',
      'in_progress > blocked', 'blocked > in_progress'
    ) and owns
    or move in ('done_claimed > verified', 'done_claimed > in_progress') and is_other
    or new.status = 'dropped' and old.status not in ('rejected', 'verified', 'dropped') and is_side
    and kind is distinct from old.drop_proposed_by
    and (old.drop_proposed_by is not null or old.shown_to = 'buyer_only')
  ), true) then
    raise exception 'this side does not make the transition "%"', move {REFUSED};
  end if;
  return new;
end $$"""
"""As the rules of action points say which side is the owner, and which is the other one."""

CHECK_OUTCOME = f"""
create function check_outcome() {HEAD}
begin
  if not exists (
    select from public.annual_reviews r
    where r.id = new.review_id and r.dossier_id = new.dossier_id and r.status in ('held', 'outcomes_draft')
  ) then
    raise exception 'outcomes that were shared stay as they are' {REFUSED};
  end if;
  return new;
end $$"""
CHECK_END = f"""
create function check_end() {HEAD}
begin
  if not exists (select from public.findings where id = old.finding_id and status = 'withdrawn') then
    raise exception 'what companies know and said of a finding stays until it is withdrawn' {REFUSED};
  end if;
  return old;
end $$"""
CHECK_AUTHOR = f"""
create function check_author() {HEAD}
begin
  if new.owner_id is distinct from public.caller_org()
     or tg_op = 'UPDATE' and old.owner_id is distinct from public.caller_org()
     or tg_table_name = 'questionnaire_versions' and not exists (
       select from public.questionnaires q
       where q.id = (to_jsonb(new) ->> 'questionnaire_id')::uuid and q.owner_id = new.owner_id
     ) or to_jsonb(new) ->> 'reach' <> 'own' then
    raise exception 'an organisation writes its own questionnaires' {REFUSED};
  end if;
  return new;
end $$"""
CHECK_ATTENDANCE = f"""
create function check_attendance() {HEAD}
begin
  if jsonb_array_length(new.participants) <> jsonb_array_length(old.participants) or exists (
    select from jsonb_array_elements(old.participants) with ordinality as before (person, place)
    join jsonb_array_elements(new.participants) with ordinality as after (person, place) using (place)
    where before.person - 'name' <> after.person - 'name'
      or after.person -> 'name' not in (before.person -> 'name', 'null')
  ) then
    raise exception 'who came to a meeting stays; a name can only be removed' {REFUSED};
  end if;
  return new;
end $$"""
"""A person may have the name removed after the minutes were shared."""

FUNCTIONS = {
    "check_attendance": CHECK_ATTENDANCE,
    "check_step": CHECK_STEP,
    "check_answer": of_an_assignment("check_answer", ANSWERABLE),
    "check_review": of_an_assignment("check_review", ("submitted", "under_review")),
    "check_outcome": CHECK_OUTCOME,
    "check_end": CHECK_END,
    "check_author": CHECK_AUTHOR,
}
CHECKS = (
    Check(
        *("meetings", "came_as_agreed", "update of participants", "check_attendance"),
        f"old.status in ('minutes_shared', 'minutes_agreed') and {changed(['participants'])}",
    ),
    Check(
        *("action_points", "proposed_first", "insert", "refuse_rewriting"),
        "new.status <> 'proposed' or num_nonnulls(new.claimed_by, new.verified_on, new.verified_by,"
        " new.drop_proposed_by, new.carried_over_from) > 0 or new.due_history <> '[]'",
    ),
    Check("action_points", "made_by_its_side", "update of status", "check_step"),
    Check(
        *("annual_reviews", "signed_later", "insert", "refuse_rewriting"),
        f"num_nonnulls({', '.join(f'new.{name}' for name in SIGNATURES)}) > 0",
    ),
    Check(
        *("assignments", "sent_by_its_buyer", "insert", "refuse_rewriting"),
        "new.buyer_id <> caller_org() or num_nonnulls(new.submitted_on, new.extension_until) > 0",
    ),
    Check(
        *("meetings", "agreed_later", "insert", "refuse_rewriting"),
        "num_nonnulls(new.minutes_shared_on, new.minutes_agreed_on, new.disputed_minutes) > 0 or new.addenda <> '[]'",
    ),
    Check("answers", "while_answered", f"insert or update of {', '.join(WORDS)}", "check_answer"),
    Check("answer_reviews", "while_reviewed", f"insert or update of {', '.join(JUDGEMENT)}", "check_review"),
    Check("finding_reactions", "until_withdrawn", "delete", "check_end"),
    Check("finding_readers", "until_withdrawn", "delete", "check_end", "old.is_told"),
    Check("finding_replies", "until_withdrawn", "delete", "check_end"),
    Check("findings", "drafted_first", "insert", "refuse_rewriting", "new.status <> 'draft'"),
    Check("questionnaire_versions", "of_its_author", "insert or update", "check_author"),
    Check("questionnaires", "of_its_author", "insert or update", "check_author"),
    Check("review_outcomes", "while_drafted", "insert or update", "check_outcome"),
)


def upgrade() -> None:
    kept_meaning_v1.create()
    kept_meaning_v1.change_only("dialogue", CHANGED)
    kept_meaning_v1.keep("dialogue", KEPT)
    kept_meaning_v1.check("dialogue", FUNCTIONS, CHECKS)
    row_writers_v1.keep_to_moves("dialogue", MOVES)


def downgrade() -> None:
    row_writers_v1.keep_to_no_moves(MOVES)
    kept_meaning_v1.check_no_more(FUNCTIONS, CHECKS)
    kept_meaning_v1.keep_no_more(KEPT)
    kept_meaning_v1.change_all("dialogue", CHANGED)
    kept_meaning_v1.drop()
