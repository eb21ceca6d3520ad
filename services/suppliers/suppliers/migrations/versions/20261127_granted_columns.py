"""Requests change what is new of contacts, contracts, imports and products, and the new tables, by column.

A dossier stays as it was submitted until its buyer asks for more, and a decision as it was made: each side relies on
what the other one said.
"""

from alembic import op

from chassis.migrations import kept_meaning_v1
from chassis.migrations.kept_meaning_v1 import Check, Kept, changed

revision = "granted_columns"
down_revision = "targets"
branch_labels = None
depends_on = None

STAMPS = ("updated_at", "updated_by", "version")
SAID = ("route", "equivalent_label", "reason_label_unobtainable", "criteria")
DECIDED = ("status", "reason", "criteria", "decided_on", "decided_by")
PART = (*STAMPS, "shared_version", "shared_at", "wording", "agreed_on", "ended_on")
TABLES = {
    "contract_criteria": (
        *(*PART, "topic", "domain", "role", "strength", "verification_subject", "weight_pct", "source"),
    ),
    "equivalence_decisions": (*STAMPS, *DECIDED),
    "equivalence_dossiers": (
        *(*STAMPS, *SAID, "status", "submission", "submitted_on", "submitted_by", "appeal_reason"),
    ),
    "label_claims": (
        *(*STAMPS, "withdrawn_on", "withdrawal_reason", "platform_status", "platform_method"),
        *("platform_checked_on", "platform_evidence", "platform_reason"),
    ),
    "label_requirements": (*PART, "labels", "product_categories", "exempt_conditions", "months_after_award"),
    "label_verifications": (*STAMPS, "status", "method", "checked_on", "evidence", "reason", "greenwashing_risk"),
    "life_cycle_costs": (*STAMPS, "offer", "years", "currency", "vat_included", "costs", "method"),
    "market_observations": (
        *(*STAMPS, "observed_on", "source", "models_total", "models_with_label", "bidders_total"),
        *("bidders_with_label", "note"),
    ),
    "product_quotes": (
        *(*STAMPS, "quoted_on", "valid_to", "warranty_years", "extra_warranty_year", "spare_parts_years"),
        "spare_parts_prices",
    ),
    "targets": (*STAMPS, "sdgs", "note", "status", "withdrawn_on", "reason"),
}
PRODUCT = ("brand_id", "model_name", "gtin", "category", "condition", "status")
FACTS = (
    *("original_product_id", "warranty_years", "spare_parts_years", "spare_parts_price_list", "repairability"),
    *("upgradeable", "battery_cycles", "recycled_content_pct", "materials", "main_components"),
)
COLUMNS = {
    "contact_points": ("rejection", "rejected_on", "lawful_basis", "retention_until", "anonymised_on"),
    "contracts": (
        *("primary_contact_id", "central_body_id", "entitled_entities", "estimated_value", "awarded_value"),
        *("framework_maximum", "duration", "renewals_maximum", "renewal_terms", "framework_type"),
        *("framework_participants", "framework_buyers"),
    ),
    "data_imports": ("status",),
    "products": FACTS,
}

HEAD = "returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$"
REFUSED = "using errcode = 'insufficient_privilege'"
CHECK_DOSSIER = f"""
create function check_dossier() {HEAD}
declare
  decided text := (
    select d.status from public.equivalence_decisions d
    where d.dossier_id = old.id and d.submission = old.submission
      and d.stage = case old.status when 'appealed' then 'appeal' else 'assessment' end
  );
begin
  if not coalesce(
    case when new.status = 'appealed' and old.status = 'submitted'
      then decided = 'rejected' and new.submission = old.submission and not {changed(SAID)}
    when new.submission = old.submission + 1 then new.status = 'submitted'
    else new.submission = old.submission and new.status = old.status end
    and (old.status = 'draft' or decided = 'more_info_needed' or new.status = 'appealed'), false
  ) then
    raise exception 'a dossier that was submitted stays as it is until its buyer asks for more' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_JUDGEMENT = f"""
create function check_judgement() {HEAD}
begin
  if not exists (
    select from public.equivalence_dossiers d
    where d.id = new.dossier_id and d.buyer_id = new.owner_id and d.supplier_id = new.supplier_id
      and d.submission = new.submission
      and d.status = case new.stage when 'appeal' then 'appealed' else 'submitted' end
  ) then
    raise exception 'the buyer decides about what was submitted to it' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_SIDES = f"""
create function check_sides() {HEAD}
begin
  if not (
    new.buyer_id = new.owner_id and coalesce(public.caller_kind() = 'buyer', true) or exists (
      select from public.supplier_links l
      where l.org_id = new.owner_id and l.buyer_id = new.buyer_id and l.supplier_id = new.supplier_id
    )
  ) then
    raise exception 'a dossier is between a buyer and a supplier that work together' {REFUSED};
  end if;
  return new;
end $$"""

CHECK_CLAIM = f"""
create function check_claim() {HEAD}
begin
  if (public.caller_kind(), new.source) in (
       ('supplier', 'platform'), ('buyer', 'platform'), ('buyer', 'supplier'), ('platform', 'supplier')
     )
     or new.is_listed and public.caller_kind() = 'supplier' and not exists (
       select from public.supplier_links where org_id = public.caller_org() and is_confirmed
     ) then
    raise exception 'a claim says from whom it is, and only confirmed people speak to all' {REFUSED};
  end if;
  return new;
end $$"""

FUNCTIONS = {
    "check_claim": CHECK_CLAIM,
    "check_dossier": CHECK_DOSSIER,
    "check_judgement": CHECK_JUDGEMENT,
    "check_sides": CHECK_SIDES,
}
CHECKS = (
    Check(
        *("equivalence_dossiers", "changed_dossier", f"update of {', '.join((*SAID, 'status', 'submission'))}"),
        *("check_dossier", changed((*SAID, "status", "submission"))),
    ),
    Check("equivalence_dossiers", "between_its_sides", "insert or update of status", "check_sides"),
    Check("label_claims", "claimed_as_itself", "insert", "check_claim"),
    Check(
        *("equivalence_dossiers", "drafted_first", "insert", "refuse_rewriting"),
        "new.status <> 'draft' or new.submission <> 0",
    ),
    Check("equivalence_decisions", "checked_judgement", "insert", "check_judgement"),
    Check(
        *("equivalence_decisions", "changed_judgement", f"update of {', '.join(DECIDED)}", "check_judgement"),
        changed(DECIDED),
    ),
)
KEPT = (
    Kept("targets", "withdrawn_for_good", ("status", "withdrawn_on", "reason"), "old.status = 'withdrawn'"),
    Kept("equivalence_decisions", "decided_once", (*STAMPS, *DECIDED), "old.status <> 'under_assessment'"),
    Kept("contact_points", "anonymised_for_good", ("anonymised_on",), "old.anonymised_on is not null"),
)
PRODUCT_BEFORE = Check(
    *("products", "changed_product", f"update of {', '.join(PRODUCT)}", "check_product", changed(PRODUCT))
)
PRODUCT_NOW = Check(
    *("products", "changed_product", f"update of {', '.join((*PRODUCT, *FACTS))}", "check_product"),
    changed((*PRODUCT, *FACTS)),
)


def upgrade() -> None:
    kept_meaning_v1.change_only("suppliers", TABLES)
    for table, names in COLUMNS.items():
        op.execute(f"grant update ({', '.join(names)}) on {table} to suppliers_app")
    kept_meaning_v1.keep("suppliers", KEPT)
    kept_meaning_v1.check_no_more({}, [PRODUCT_BEFORE])
    kept_meaning_v1.check("suppliers", FUNCTIONS, (*CHECKS, PRODUCT_NOW))


def downgrade() -> None:
    kept_meaning_v1.check_no_more(FUNCTIONS, (*CHECKS, PRODUCT_NOW))
    kept_meaning_v1.check("suppliers", {}, [PRODUCT_BEFORE])
    kept_meaning_v1.keep_no_more(KEPT)
    for table, names in COLUMNS.items():
        op.execute(f"revoke update ({', '.join(names)}) on {table} from suppliers_app")
    kept_meaning_v1.change_all("suppliers", TABLES)
