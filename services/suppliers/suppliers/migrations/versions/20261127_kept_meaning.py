"""A list keeps what it says once it was submitted, and what others answered, decided or registered stays theirs.

SQL injected into a request could count a decision as `superseded` that nobody checked, rewrite a submitted list, refuse
the list of a supplier, and rewrite or hide what others have in the register.
"""

from alembic import op

from chassis.migrations import kept_meaning_v1
from chassis.migrations.kept_meaning_v1 import Check, Kept, changed, written_by

revision = "kept_meaning"
down_revision = "data_imports"
branch_labels = None
depends_on = None

STAMPS = ("updated_at", "updated_by", "version")
PLACE = (
    *("name", "address", "city", "region", "postal_code", "country", "lat", "lon", "geo_precision", "identifiers"),
    *(
        "types",
        "workers_total",
        "parent_company",
        "verification",
        "status",
        "possible_duplicate_of",
        "registered_by",
    ),
    *("normalised", "created_at", "created_by"),
)
CONTACT = (
    *("person_name", "function_title", "function_area", "email", "phone", "languages", "declared_not_sales"),
    *("declared_at", "declared_by"),
)
JUDGED = ("fulfilment_basis", "formal_request", "gaps", "assessment", "assessor", "assessed_on")
TERMS = ("valid_from", "valid_to", "addressed_to", "gaps", "supersedes")
RECOGNISED = ("facility_id", "possible_duplicate_of", "is_decided", "is_entered")
IDENTITY = ("name", "legal_name", "country", "website", "identifiers")
CHANGED = {
    "contact_points": (*STAMPS, *CONTACT, "is_primary", "active_to", "status", "reason"),
    "contract_clauses": ("terms", "terms_agreed_on"),
    "contract_spend": (*(*STAMPS, "period_start", "period_end", "amount", "currency", "vat_included", "complete"),),
    "contracts": (
        *(*STAMPS, "shared_version", "shared_at", "supplier_id", "reference", "title", "kind", "model", "brands"),
        *("product_categories", "cpv", "monitored_by", "starts_on", "ends_on", "max_end", "award_date"),
        *("award_method", "next_tender_date", "estimated_units_per_year", "contact_replacement_days", "status"),
        *("terminated_on", "reason", "effect_on_workers"),
    ),
    "data_import_rows": (
        *(*STAMPS, "status", "record_id", "cells", "notes", "messages", "changes", "candidates", "chosen_id"),
        "as_new",
    ),
    "data_imports": (*STAMPS, "outcomes"),
    "deliveries": (*STAMPS, "delivered_from", "delivered_to", "units"),
    "disclosure_acceptances": (
        *(*STAMPS, "submission", "status", "in_force", "decided_on", "confirmed_on", "reason", "is_entering"),
    ),
    "disclosure_imports": (*STAMPS, "status", "new", "matched", "review", "invalid"),
    "disclosure_rows": (*RECOGNISED, "is_open"),
    "disclosures": (
        *(*STAMPS, *TERMS, "status", "submission", "confirmed_on", "confirmed_by", "standing", "speaker_id"),
        "is_open",
    ),
    "facilities": (*STAMPS, *PLACE, "aliases", "search", "sources", "merged_into", "is_listed"),
    "idempotency_answers": ("fingerprint", "status", "headers", "body", "kept_until"),
    "import_rows": ("status", "facility_id", "decided_by"),
    "key_frequencies": ("n",),
    "obligations": (
        *(*STAMPS, *JUDGED, "due_at", "grace_days", "notice_days", "asked_on", "status", "submitted_on"),
        *("evidence", "escalation_level", "reason"),
    ),
    "products": (*STAMPS, "brand_id", "model_name", "gtin", "category", "condition", "status"),
    "supplier_numbers": (*STAMPS, "number"),
    "suppliers": (*STAMPS, *IDENTITY, "kinds", "status"),
    "wordings": (*STAMPS, "status", "published_on"),
}
NOBODY = "00000000-0000-0000-0000-000000000000"
BUYER, SUPPLIER = written_by(["buyer"]), "caller_kind() = 'supplier'"
NO_SUBMISSION = (
    "new.status <> 'submitted' or old.status not in ('scheduled', 'partially_fulfilled', 'rejected')"
    " and not (old.recurrence = 'continuous' and old.status in ('fulfilled', 'fulfilled_by_due_diligence', 'cured'))"
)
"""A supplier submits what waits for it, and a continuous duty again after it was assessed."""
KEPT = (
    Kept("contact_points", "answered_contact", CONTACT, f"{SUPPLIER} and old.status <> 'proposed'"),
    Kept(
        *("contact_points", "own_answer", ("status",)),
        f"{SUPPLIER} and (old.status, new.status) <> ('accepted', 'ended')",
    ),
    Kept("contracts", "its_contractor", ("supplier_id",), "old.status <> 'draft'"),
    Kept(
        *("disclosure_acceptances", "entered_as_accepted", ("is_entering",)),
        "new.is_entering and new.status <> 'accepted'",
    ),
    Kept("disclosure_imports", "read_once", ("status",), "new.status = 'processing'"),
    Kept("disclosure_rows", "open_for_good", ("is_open",), "old.is_open"),
    Kept("disclosures", "open_for_good", ("is_open",), "old.is_open"),
    Kept(
        *("facilities", "listed_place", PLACE),
        f"old.is_listed or old.registered_by not in (caller_org(), '{NOBODY}')",
    ),
    Kept("facilities", "listed_names", ("aliases", "search"), f"old.is_listed and {written_by(['platform'])}"),
    Kept("facilities", "listed_for_good", ("is_listed",), "old.is_listed"),
    Kept("facilities", "sources_add_up", ("sources",), "old.is_listed and not new.sources @> old.sources"),
    Kept("obligations", "judged_by_the_buyer", JUDGED, BUYER),
    Kept("obligations", "evidence_adds_up", ("evidence",), "not new.evidence @> old.evidence"),
    Kept("obligations", "own_answer", ("status",), f"{SUPPLIER} and ({NO_SUBMISSION})"),
    Kept("wordings", "published_once", (*STAMPS, "status", "published_on"), "old.status = 'published'"),
)
PROPOSED = Check(
    *("contact_points", "proposed_contact", "insert", "refuse_rewriting"),
    f"{SUPPLIER} and new.status <> 'proposed'",
)
"""What a supplier enters for a buyer is a proposal."""


HEAD = "returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$"
REFUSED = "using errcode = 'insufficient_privilege'"
CHECK_VERSION = f"""
create function check_version() {HEAD}
declare
  me uuid := public.caller_org();
  kind text := public.caller_kind();
  is_same boolean := true;
begin
  if tg_op = 'INSERT' then
    is_same := new.status = 'draft' and new.submission = 0
      and new.entered_by_buyer = coalesce(kind = 'buyer', new.entered_by_buyer);
  elsif old.status = 'submitted' then
    is_same := not {changed((*TERMS, "submission"))};
  else
    is_same := new.submission = old.submission + (new.status = 'submitted')::int;
  end if;
  if is_same and tg_op = 'UPDATE' and old.status <> new.status then
    is_same := case new.status
      when 'submitted' then not exists (
        select from public.disclosure_imports where disclosure_id = new.id and status = 'processing'
      ) and not exists (
        select from unnest(new.addressed_to) as buyer where kind <> 'supplier' or not exists (
          select from public.supplier_links l
          where l.org_id = me and l.buyer_id = buyer and l.supplier_id = new.supplier_id
        )
      )
      else not exists (select from public.disclosure_rows where disclosure_id = new.id and is_entered) and not exists (
        select from public.disclosure_acceptances a where a.disclosure_id = new.id and a.submission = new.submission
          and a.status in ('accepted', 'contested', 'superseded')
      )
    end;
  end if;
  if not is_same then
    raise exception 'a version that was submitted stays as it is' {REFUSED};
  end if;
  return new;
end $$"""
"""It is submitted as a whole, by a supplier to buyers that it works with, and opened again while nobody uses it."""

CHECK_SITE = f"""
create function check_site() {HEAD}
declare
  me uuid := public.caller_org();
  version public.disclosures := (select d from public.disclosures d where d.id = new.disclosure_id);
begin
  if old.is_entered
     or version.status = 'draft' and (version.owner_id <> me or new.is_entered)
     or version.status <> 'draft' and not (
       new.is_entered and new.is_decided = old.is_decided
       and coalesce(old.facility_id = new.facility_id, true)
       and coalesce(public.caller_kind() <> 'supplier', true)
       and (version.owner_id = me or me = any (version.addressed_to))
     ) then
    raise exception 'the site of a row is told by its author, or recognised when a list is accepted' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_PIECE = f"""
create function check_piece() {HEAD}
begin
  if not exists (
    select from public.disclosure_imports
    where id = new.import_id and owner_id = public.caller_org() and status = 'processing'
  ) then
    raise exception 'a piece of a list belongs to an import of its author' {REFUSED};
  end if;
  return new;
end $$"""

MAY_REGISTER = """
create function may_register(supplier uuid, registrar uuid, is_identity boolean) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(public.caller_kind(), 'platform') = 'platform' or exists (
    select from public.supplier_links l
    where l.supplier_id = supplier and l.org_id = public.caller_org() and l.is_confirmed
  ) or registrar = public.caller_org() and not (is_identity and exists (
    select from public.supplier_links l where l.supplier_id = supplier and l.is_confirmed
  ));
end $$"""
"""Who registered a supplier changes it, and does not rename it once the platform has confirmed who speaks for it."""

CHECK_PARTY = f"""
create function check_party() {HEAD}
begin
  if not public.may_register(old.id, old.registered_by, {changed(IDENTITY)}) then
    raise exception 'a supplier is changed by who registered it, and by its own people' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_NUMBER = f"""
create function check_number() {HEAD}
declare
  party uuid := case tg_op when 'DELETE' then old.supplier_id else new.supplier_id end;
begin
  if not public.may_register(party, (select registered_by from public.suppliers where id = party), true) then
    raise exception 'a supplier is changed by who registered it, and by its own people' {REFUSED};
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$"""

CHECK_PRODUCT = f"""
create function check_product() {HEAD}
begin
  if not public.may_register(old.brand_id, old.registered_by, false) then
    raise exception 'a product is changed by who registered it, and by its brand' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_LISTING = f"""
create function check_listing() {HEAD}
begin
  if not exists (select from public.supplier_links where org_id = public.caller_org() and is_confirmed) then
    raise exception 'the platform has not confirmed who speaks for the supplier' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_OFFER = f"""
create function check_offer() {HEAD}
begin
  if exists (select from public.products where id = new.product_id and is_listed) and not exists (
    select from public.supplier_links where org_id = public.caller_org() and is_confirmed
  ) then
    raise exception 'the platform has not confirmed who speaks for the supplier' {REFUSED};
  end if;
  return new;
end $$"""

FUNCTIONS = {
    "check_listing": CHECK_LISTING,
    "check_offer": CHECK_OFFER,
    "check_version": CHECK_VERSION,
    "check_site": CHECK_SITE,
    "check_piece": CHECK_PIECE,
    "check_party": CHECK_PARTY,
    "check_number": CHECK_NUMBER,
    "check_product": CHECK_PRODUCT,
}
CHECKS = (
    PROPOSED,
    Check(
        *("disclosure_acceptances", "entered_later", "insert", "refuse_rewriting", "new.is_entering"),
    ),
    Check("disclosures", "checked_version", "insert", "check_version"),
    Check(
        "facilities",
        "listed_for_all",
        "insert or update of is_listed",
        "check_listing",
        f"new.is_listed and {SUPPLIER}",
    ),
    Check("products", "listed_for_all", "insert", "check_listing", f"new.is_listed and {SUPPLIER}"),
    Check("product_offers", "offered_to_all", "insert", "check_offer", SUPPLIER),
    Check("disclosures", "changed_version", f"update of {', '.join(TERMS)}, status, submission", "check_version"),
    Check(
        "disclosure_rows", "changed_site", f"update of {', '.join(RECOGNISED)}", "check_site", changed(RECOGNISED)
    ),
    Check("import_chunks", "checked_piece", "insert", "check_piece"),
    Check(
        *("suppliers", "changed_party", f"update of {', '.join((*IDENTITY, 'kinds'))}", "check_party"),
        changed((*IDENTITY, "kinds")),
    ),
    Check("supplier_identifiers", "checked_number", "insert or delete", "check_number"),
    Check(
        *("products", "changed_product", "update of brand_id, model_name, gtin, category, condition, status"),
        *("check_product", changed(("brand_id", "model_name", "gtin", "category", "condition", "status"))),
    ),
)

ME, ME_BEFORE = "(select caller_org())", '(select caller_org() as "nullif")'
"""As policies say it that were written before the proofs, in the words that PostgreSQL then kept."""
OF_ITS_PARENT = (
    "exists (select from disclosures as parent where parent.id = {table}.disclosure_id"
    " and parent.owner_id = {table}.owner_id{drafted})"
)
NOT_ENTERED = {"disclosure_rows": " and is_entered is not true", "disclosure_imports": ""}


def upgrade() -> None:
    kept_meaning_v1.create()
    kept_meaning_v1.change_only("suppliers", CHANGED)
    kept_meaning_v1.keep("suppliers", KEPT)
    op.execute(MAY_REGISTER)
    op.execute("revoke execute on function may_register(uuid, uuid, boolean) from public")
    kept_meaning_v1.check("suppliers", FUNCTIONS, CHECKS)
    _write_drafts_only(" and parent.status = 'draft'", me=ME)
    op.execute(f"alter policy owner_delete on disclosures using (owner_id = {ME} and status = 'draft')")


def downgrade() -> None:
    op.execute(f"alter policy owner_delete on disclosures using (owner_id = {ME_BEFORE})")
    _write_drafts_only("", me=ME_BEFORE)
    kept_meaning_v1.check_no_more(FUNCTIONS, CHECKS)
    op.execute("drop function may_register(uuid, uuid, boolean)")
    kept_meaning_v1.keep_no_more(KEPT)
    kept_meaning_v1.change_all("suppliers", CHANGED)
    kept_meaning_v1.drop()


def _write_drafts_only(drafted: str, *, me: str) -> None:
    """Rows are added to a draft and taken from it."""
    for table, new in NOT_ENTERED.items():
        parent = OF_ITS_PARENT.format(table=table, drafted=drafted)
        op.execute(f"alter policy of_its_parent on {table} with check ({parent}{new if drafted else ''})")
        owners = f"owner_id = {me}" + (f" and {parent}" if drafted else "")
        op.execute(f"alter policy owner_delete on {table} using ({owners})")
