"""What one organisation writes and others see is what its kind may write, and says truly whose it is.

SQL injected into a request of any organisation could decide for all about a list, accept a list that was never submitted
to it, open confidential rows, or let a list look like the statement of a confirmed supplier.
"""

from alembic import op

from chassis.migrations import row_writers_v1
from chassis.migrations.row_writers_v1 import Verb, Writers

revision = "row_writers"
down_revision = "links_to_the_platform"
branch_labels = None
depends_on = None

B, S, M, P = "buyer", "supplier", "monitor", "platform"
AUTHORS = (B, S, P)
REGISTRARS = (B, S, M, P)
WRITERS: Writers = {
    "contact_points": {"insert": (B, S), "update": (B, S)},
    "contract_clauses": {"insert": (B,)},
    "contract_spend": {"insert": (B,), "update": (B,)},
    "contracts": {"insert": (B,), "update": (B,)},
    "deliveries": {"insert": (B,), "update": (B,)},
    "disclosure_acceptances": {"insert": (B, P), "update": (B, P)},
    "disclosure_imports": {"insert": AUTHORS, "update": AUTHORS, "delete": AUTHORS},
    "disclosure_rows": {"insert": AUTHORS, "update": AUTHORS, "delete": AUTHORS},
    "disclosures": {"insert": AUTHORS, "update": AUTHORS, "delete": AUTHORS},
    "facilities": {"insert": REGISTRARS, "update": REGISTRARS},
    "facility_identifiers": {"insert": REGISTRARS},
    "facility_keys": {"insert": REGISTRARS},
    "import_chunks": {"insert": AUTHORS},
    "import_rows": {"insert": AUTHORS, "update": AUTHORS, "delete": AUTHORS},
    "key_frequencies": {"insert": REGISTRARS, "update": REGISTRARS},
    "obligations": {"insert": (B,), "update": (B, S)},
    "product_offers": {"insert": AUTHORS},
    "products": {"insert": AUTHORS, "update": AUTHORS},
    "supplier_identifiers": {"insert": AUTHORS, "delete": AUTHORS},
    "suppliers": {"insert": (B, P), "update": AUTHORS},
}
UNUSED: dict[Verb, tuple[str, ...]] = {
    "delete": (
        *("contact_points", "contract_clauses", "contract_spend", "contracts", "deliveries"),
        *("disclosure_acceptances", "facilities", "facility_identifiers", "facility_keys", "idempotency_answers"),
        *("import_chunks", "key_frequencies", "obligations", "product_offers", "products", "suppliers"),
    ),
    "update": (
        *("contract_clauses", "facility_identifiers", "facility_keys", "import_chunks", "product_offers"),
        "supplier_identifiers",
    ),
}
NOBODY = "00000000-0000-0000-0000-000000000000"
"""Who registers the sites that confidential rows name."""
CLAIMS = {
    ("facilities", "insert"): f"new.registered_by not in (caller_org(), '{NOBODY}')",
    ("facilities", "update of merged_into"): (
        "old.merged_into is distinct from new.merged_into and caller_kind() <> 'platform'"
    ),
    ("products", "insert"): "new.registered_by <> caller_org()",
    ("suppliers", "insert"): "new.registered_by <> caller_org()",
}
"""Who registered a supplier counts for who may be told of a finding."""

HEAD = "returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$"
CHECK_DECISION = f"""
create function check_decision() {HEAD}
declare
  days datemultirange;
  is_fresh boolean := tg_op = 'INSERT';
begin
  if new.is_open and public.caller_kind() <> 'platform' then
    raise exception 'only the platform decides for all' using errcode = 'insufficient_privilege';
  end if;
  select datemultirange(daterange(d.valid_from, d.valid_to, '[]')) from public.disclosures d
  where d.id = new.disclosure_id and d.status = 'submitted' and d.supplier_id = new.supplier_id
    and d.subject = new.subject and d.submission = new.submission
    and (d.owner_id = new.owner_id or new.owner_id = any (d.addressed_to)) into days;
  if days is null then
    raise exception 'only an organisation that a version was submitted to decides on it'
      using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'UPDATE' then
    is_fresh := old.submission <> new.submission;
  end if;
  if is_fresh and new.status not in ('accepted', 'returned')
     or not is_fresh and old.status <> new.status and (old.status, new.status) not in (
       ('accepted', 'contested'), ('accepted', 'superseded'), ('contested', 'accepted'), ('contested', 'withdrawn')
     )
     or new.in_force is not null
     and not (new.in_force <@ days and new.status in ('accepted', 'contested', 'superseded')) then
    raise exception 'a decision counts for days of the version that it accepted'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$"""
"""A fresh decision accepts or returns; one that was made before contests, upholds or withdraws, or gives its days away."""

CHECK_STATEMENT = f"""
create function check_statement() {HEAD}
declare
  me uuid := public.caller_org();
  is_suppliers boolean := public.caller_kind() = 'supplier';
  is_new boolean := tg_op = 'INSERT';
  names_speaker boolean := is_new;
  is_confirmed_now boolean := is_new;
  is_other boolean := is_new;
begin
  if not is_new then
    names_speaker := old.speaker_id is distinct from new.speaker_id;
    is_confirmed_now := row(old.confirmed_on, old.confirmed_by) is distinct from row(new.confirmed_on, new.confirmed_by);
    is_other := old.standing <> new.standing;
  end if;
  if names_speaker and not (new.speaker_id = me and is_suppliers or is_new and new.speaker_id is null)
     or is_confirmed_now and not (
       new.confirmed_by = me and is_suppliers
       or num_nonnulls(new.confirmed_on, new.confirmed_by) = 0 and new.owner_id = me and new.status = 'draft'
     )
     or not is_new and is_other and not (is_suppliers and new.standing in ('unconfirmed', 'confirmed'))
     or not is_new and is_other and old.standing = 'refused' then
    raise exception 'only an organisation of the supplier makes its statement' using errcode = 'insufficient_privilege';
  end if;
  if new.standing = 'confirmed' and is_other and not exists (
    select from public.supplier_links
    where org_id = new.speaker_id and supplier_id = new.supplier_id and is_confirmed
  ) then
    raise exception 'the platform has not confirmed who speaks for the supplier'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$"""

CHECK_OPEN_ROW = f"""
create function check_open_row() {HEAD}
begin
  if new.confidentiality not in ('public', 'network') or not exists (
    select from public.disclosures d join public.disclosure_acceptances a on a.disclosure_id = d.id
    where d.id = new.disclosure_id and d.status = 'submitted' and a.submission = d.submission
      and a.status in ('accepted', 'contested', 'superseded') and (a.is_open or d.standing = 'confirmed')
  ) then
    raise exception 'a row is opened by a decision' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$"""

CHECK_OPEN_VERSION = f"""
create function check_open_version() {HEAD}
begin
  if not exists (select from public.disclosure_rows where disclosure_id = new.id and is_open) then
    raise exception 'a version is open if one of its rows is' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$"""

END_GRANTS = f"""
create function end_grants() {HEAD}
begin
  delete from public.grants where table_name = tg_table_name and row_id = old.id;
  return null;
end $$"""

FUNCTIONS = {
    "check_decision": CHECK_DECISION,
    "check_statement": CHECK_STATEMENT,
    "check_open_row": CHECK_OPEN_ROW,
    "check_open_version": CHECK_OPEN_VERSION,
    "end_grants": END_GRANTS,
}
IS_REQUEST = "current_user = 'suppliers_app'"
DECISION = "status, submission, in_force"
OLD_DECISION, NEW_DECISION = (f"{row}.status, {row}.submission, {row}.in_force" for row in ("old", "new"))
STATEMENT = "standing, speaker_id, confirmed_on, confirmed_by"
TRIGGERS = (
    ("checked_decision", "before insert on disclosure_acceptances", IS_REQUEST, "check_decision"),
    (
        *("changed_decision", f"before update of {DECISION} on disclosure_acceptances"),
        *(f"{IS_REQUEST} and row({OLD_DECISION}) is distinct from row({NEW_DECISION})",),
        "check_decision",
    ),
    ("checked_statement", "before insert on disclosures", IS_REQUEST, "check_statement"),
    ("changed_statement", f"before update of {STATEMENT} on disclosures", IS_REQUEST, "check_statement"),
    ("checked_opening", "before insert on disclosures", f"{IS_REQUEST} and new.is_open", "check_open_version"),
    (
        *("changed_opening", "before update of is_open on disclosures"),
        *(f"{IS_REQUEST} and new.is_open and not old.is_open", "check_open_version"),
    ),
    ("checked_opening", "before insert on disclosure_rows", f"{IS_REQUEST} and new.is_open", "check_open_row"),
    (
        *("changed_opening", "before update of is_open on disclosure_rows"),
        *(f"{IS_REQUEST} and new.is_open and not old.is_open", "check_open_row"),
    ),
    ("ends_its_grants", "after delete on disclosures", "true", "end_grants"),
)


def upgrade() -> None:
    row_writers_v1.create("suppliers")
    row_writers_v1.withhold("suppliers", UNUSED)
    row_writers_v1.name_writers("suppliers", WRITERS)
    row_writers_v1.refuse_claims("suppliers", CLAIMS)
    for name, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {name}() from public")
    for name, event, condition, function in TRIGGERS:
        op.execute(f"create trigger {name} {event} for each row when ({condition}) execute function {function}()")


def downgrade() -> None:
    for name, event, _, _ in TRIGGERS:
        op.execute(f"drop trigger {name} on {event.rpartition(' ')[2]}")
    for name in FUNCTIONS:
        op.execute(f"drop function {name}()")
    row_writers_v1.refuse_no_claims(CLAIMS)
    row_writers_v1.name_no_writers(WRITERS)
    row_writers_v1.give_back("suppliers", UNUSED)
    row_writers_v1.drop("suppliers")
