"""Which kinds of organisations write which tables, and why nobody else decides what others see.

A new table belongs into the lists here: who writes it, and what stops a row of one organisation from changing what
others see.
"""

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import asyncpg
import pytest

from chassis.moves import Machine

B, S, M, E, P = "buyer", "supplier", "monitor", "expert", "platform"
EVERY = "every request"
"""No kind is asked for: row-level security alone decides."""
AUTHORS, REGISTRARS = {B, S, P}, {B, S, M, P}

WRITERS: dict[str, dict[str, dict[str, Any]]] = {
    "dialogue": {
        "action_points": {"INSERT": {B, S}, "UPDATE": {B, S, M}},
        "annual_reviews": {"INSERT": {B}, "UPDATE": {B, S}},
        "answer_reviews": {"INSERT": {B, E}, "UPDATE": {B, E}},
        "answers": {"INSERT": {S}, "UPDATE": {S}},
        "assignments": {"INSERT": {B}, "UPDATE": {B, S, E}},
        "dialogues": {"INSERT": {B}, "UPDATE": {B, S}},
        "evidence": {"INSERT": {B, S}},
        "finding_reactions": {"INSERT": {S}, "UPDATE": {S, M}, "DELETE": {M}},
        "finding_readers": {"INSERT": {M}, "UPDATE": {M, S}, "DELETE": {M}},
        "finding_releases": {"INSERT": {M}, "UPDATE": {M}},
        "finding_replies": {"INSERT": {S}, "DELETE": {M}},
        "findings": {"INSERT": {M}, "UPDATE": {M, S}},
        "idempotency_answers": {"INSERT": EVERY, "UPDATE": EVERY},
        "meetings": {"INSERT": {B}, "UPDATE": {B, S}},
        "monitor_keys": {"INSERT": {M}},
        "questionnaire_versions": {"INSERT": {B}, "UPDATE": {B}},
        "questionnaires": {"INSERT": {B}, "UPDATE": {B}},
        "read_log": {"INSERT": EVERY},
        "review_annex_items": {"INSERT": {B}},
        "review_outcomes": {"INSERT": {B}, "UPDATE": {B}},
    },
    "suppliers": {
        "contact_points": {"INSERT": {B, S}, "UPDATE": {B, S}},
        "contract_clauses": {"INSERT": {B}, "UPDATE": {B}},
        "contract_criteria": {"INSERT": {B}, "UPDATE": {B}, "DELETE": {B}},
        "contract_import_lots": {"INSERT": {B}},
        "contract_import_winners": {"INSERT": {B}},
        "contract_imports": {"INSERT": {B}},
        "contract_spend": {"INSERT": {B}, "UPDATE": {B}},
        "contracts": {"INSERT": {B}, "UPDATE": {B}},
        "data_import_rows": {"INSERT": {B}, "UPDATE": {B}},
        "data_imports": {"INSERT": {B}, "UPDATE": {B}},
        "deliveries": {"INSERT": {B}, "UPDATE": {B}},
        "disclosure_acceptances": {"INSERT": {B, P}, "UPDATE": {B, P}},
        "disclosure_imports": {"INSERT": AUTHORS, "UPDATE": AUTHORS, "DELETE": AUTHORS},
        "disclosure_rows": {"INSERT": AUTHORS, "UPDATE": AUTHORS, "DELETE": AUTHORS},
        "disclosures": {"INSERT": AUTHORS, "UPDATE": AUTHORS, "DELETE": AUTHORS},
        "equivalence_decisions": {"INSERT": {B}, "UPDATE": {B}},
        "equivalence_dossiers": {"INSERT": {B, S}, "UPDATE": {B, S}},
        "escalations": {"INSERT": {B}},
        "facilities": {"INSERT": REGISTRARS, "UPDATE": REGISTRARS},
        "facility_identifiers": {"INSERT": REGISTRARS},
        "facility_keys": {"INSERT": REGISTRARS},
        "idempotency_answers": {"INSERT": EVERY, "UPDATE": EVERY},
        "import_chunks": {"INSERT": AUTHORS},
        "import_rows": {"INSERT": AUTHORS, "UPDATE": AUTHORS, "DELETE": AUTHORS},
        "key_frequencies": {"INSERT": REGISTRARS, "UPDATE": REGISTRARS},
        "label_claims": {"INSERT": AUTHORS, "UPDATE": AUTHORS},
        "label_verifications": {"INSERT": {B}, "UPDATE": {B}},
        "market_observations": {"INSERT": {B}, "UPDATE": {B}},
        "label_requirements": {"INSERT": {B}, "UPDATE": {B}, "DELETE": {B}},
        "life_cycle_costs": {"INSERT": {B}, "UPDATE": {B}},
        "obligations": {"INSERT": {B}, "UPDATE": {B, S}},
        "product_offers": {"INSERT": AUTHORS},
        "product_quotes": {"INSERT": {B}, "UPDATE": {B}},
        "products": {"INSERT": AUTHORS, "UPDATE": AUTHORS},
        "read_log": {"INSERT": EVERY},
        "supplier_identifiers": {"INSERT": AUTHORS, "DELETE": AUTHORS},
        "supplier_numbers": {"INSERT": {B}, "UPDATE": {B}},
        "suppliers": {"INSERT": {B, P}, "UPDATE": AUTHORS},
        "targets": {"INSERT": {B}, "UPDATE": {B}},
        "wordings": {"INSERT": {B}, "UPDATE": {B}, "DELETE": {B}},
    },
    "gateway": {
        "affiliations": {"INSERT": {B, M}, "UPDATE": {B, M}},
        "api_keys": {"INSERT": EVERY, "UPDATE": EVERY},
        "idempotency_answers": {"INSERT": EVERY, "UPDATE": EVERY},
        "invitations": {"INSERT": EVERY, "UPDATE": EVERY, "DELETE": EVERY},
        "members": {"INSERT": EVERY, "UPDATE": EVERY},
        "organisations": {"INSERT": {B, P}, "UPDATE": EVERY},
        "people": {"INSERT": EVERY},
        "read_log": {"INSERT": EVERY},
        "supplier_links": {"INSERT": {B, P}, "UPDATE": {B, S, P}},
    },
}
"""What the app role may write, and for which kinds of organisations; on organisations it only takes locks."""

OWN = "nobody else reads it"
BY_GRANT = "others read it by a grant of its owner, and change only what is their answer (`ANSWERS`)"
BY_SIDE = "both sides see it, and each writes its own part"
REGISTER = "all read it; who registered it stays, and an injected request of a registrar changes the rest"
SEEN_BY_OTHERS: dict[str, dict[str, str]] = {
    "dialogue": {
        "action_points": BY_SIDE,
        "annual_reviews": f"{BY_SIDE}; no side signs for the other",
        "answer_reviews": f"{BY_SIDE}; reviewers write their own, and only the buyer's counts",
        "answers": BY_SIDE,
        "assignments": BY_SIDE,
        "dialogues": f"{BY_SIDE}; the buyer stays, who alone gives seats",
        "evidence": f"{BY_SIDE}; it says who uploaded it",
        "finding_reactions": "of the company in whose name it is, which represents that supplier",
        "finding_readers": "readers of a finding; its monitor adds and tells them",
        "finding_releases": OWN,
        "finding_replies": "of the company in whose name it is, which represents that supplier",
        "findings": BY_GRANT,
        "idempotency_answers": OWN,
        "meetings": BY_SIDE,
        "monitor_keys": OWN,
        "questionnaire_versions": "a published version stays; an injected request of a buyer changes drafts",
        "questionnaires": "an injected request of a buyer changes them, but not their published versions",
        "read_log": OWN,
        "review_annex_items": "readers of the finding, in reviews of their dialogues",
        "review_outcomes": BY_SIDE,
    },
    "suppliers": {
        "contact_points": BY_GRANT,
        "contract_clauses": BY_GRANT,
        "contract_criteria": BY_GRANT,
        "contract_import_lots": OWN,
        "contract_import_winners": OWN,
        "contract_imports": OWN,
        "contract_spend": OWN,
        "contracts": BY_GRANT,
        "data_import_rows": OWN,
        "data_imports": OWN,
        "deliveries": BY_GRANT,
        "disclosure_acceptances": "a buyer to which the version was submitted; the platform alone decides for all",
        "disclosure_imports": OWN,
        "disclosure_rows": f"{BY_GRANT}; open to all by a decision",
        "disclosures": f"{BY_GRANT}; open if a row is, and confirmed as the platform confirmed its speaker",
        "equivalence_decisions": f"{BY_GRANT}; only those of the buyer that a dossier names count",
        "equivalence_dossiers": BY_GRANT,
        "escalations": BY_GRANT,
        "facilities": f"{REGISTER}; the platform alone merges",
        "facility_identifiers": REGISTER,
        "facility_keys": REGISTER,
        "idempotency_answers": OWN,
        "import_chunks": OWN,
        "import_rows": OWN,
        "key_frequencies": REGISTER,
        "label_claims": f"{REGISTER}; a claim stays, and the platform alone verifies it for all",
        "label_verifications": OWN,
        "market_observations": OWN,
        "label_requirements": BY_GRANT,
        "life_cycle_costs": OWN,
        "obligations": BY_GRANT,
        "product_offers": REGISTER,
        "product_quotes": OWN,
        "products": REGISTER,
        "read_log": OWN,
        "supplier_identifiers": REGISTER,
        "supplier_numbers": OWN,
        "suppliers": REGISTER,
        "targets": OWN,
        "wordings": OWN,
    },
    "gateway": {
        "affiliations": f"{BY_GRANT}; a side proposes in its own name and does not agree to that",
        "api_keys": OWN,
        "idempotency_answers": OWN,
        "invitations": BY_GRANT,
        "members": OWN,
        "organisations": "made by buyers for suppliers and by the platform, and not changed",
        "people": "read by processes of the service",
        "read_log": OWN,
        "supplier_links": f"{BY_GRANT}; each side makes its own transitions, and the platform alone confirms",
    },
}
"""What stops a row of one organisation from changing what others see."""

STAMPS = {"updated_at", "updated_by", "version"}
ANSWER_KEPT = {"fingerprint", "status", "headers", "body", "kept_until"}
RECOGNISED = {"facility_id", "possible_duplicate_of", "is_decided", "is_entered"}
PART = {"shared_version", "shared_at", "wording", "agreed_on", "ended_on"}
DECIDED = {"status", "reason", "criteria", "decided_on", "decided_by"}
DOSSIER = {"route", "equivalent_label", "reason_label_unobtainable", "criteria", "status", "submission"}
CHECKED_LABEL = {"platform_status", "platform_method", "platform_checked_on", "platform_evidence"}
CHECKED_LABEL |= {"platform_reason"}
PRODUCT = {"brand_id", "model_name", "gtin", "category", "condition", "status", "original_product_id"}
PRODUCT |= {"warranty_years", "spare_parts_years", "spare_parts_price_list", "repairability", "upgradeable"}
PRODUCT |= {"battery_cycles", "recycled_content_pct", "materials", "main_components"}
CHANGED: dict[str, dict[str, set[str]]] = {
    "dialogue": {
        "action_points": STAMPS
        | {"claimed_by", "owner_contact", "title", "description", "kind", "provisions", "priority"}
        | {"success_criterion", "due_date", "due_history", "progress_pct", "obstacles", "evidence_ids"}
        | {"workers_input", "verified_on", "verified_by", "drop_proposed_by", "carried_over_from", "carry_count"}
        | {"is_escalated", "shown_to", "status", "status_reason"},
        "annual_reviews": STAMPS
        | {"status", "planned_date", "grace_ends", "postponements", "meeting_id", "held_on", "late_days"}
        | {"next_review_due", "overall_conclusion", "buyer_signed_by", "buyer_signed_at", "supplier_signed_by"}
        | {"supplier_signed_at", "agenda_shared", "agenda_held"},
        "answer_reviews": STAMPS
        | {"answer_id", "level", "excluded", "motive", "flags", "concrete_elements", "is_verified"}
        | {"follow_up_text", "history", "counts"},
        "answers": STAMPS | {"answer_text", "language", "evidence", "na_reason", "refusal_reason"},
        "assignments": STAMPS | {"due_at", "extension_until", "submitted_on", "status", "status_reason"},
        "dialogues": STAMPS
        | {"contract_ids", "contracts", "title", "phase", "topics", "objectives", "lead_officer", "next_step"}
        | {"next_step_due", "depth_level", "status", "status_reason", "answer_by", "accepted_on", "active_since"}
        | {"concluded_on", "closing_summary", "last_event_at"},
        "finding_reactions": {"status", "reacted_on"},
        "finding_readers": {"audience", "released_on", "is_told", "revision", "digest"},
        "finding_releases": {"announced_at", "omitted"},
        "findings": STAMPS
        | {"status", "reference", "given_name", "given_address", "given_country", "facility_id", "facility_name"}
        | {"facility_country", "is_new_site", "site_candidates", "needs_rematch", "period_from", "period_to"}
        | {"method", "summary_public", "sealed", "provisions", "salient_issue", "rights_holders"}
        | {"workers_affected_estimate", "certainty", "scale", "scope", "irremediability", "likelihood"}
        | {"imminent_danger", "severity", "severity_index", "priority", "evidence_strength", "source_risk"}
        | {"proposed_source_risk", "risk_proposed_by", "is_consent_withdrawn", "do_not_contact_factory"}
        | {"embargo_until", "has_waiting_changes", "remediation_status", "workers_asked", "workers_confirmed"}
        | {"buyers_contribution", "submitted_by", "validated_by"},
        "idempotency_answers": ANSWER_KEPT,
        "meetings": STAMPS
        | {"kind", "starts_at", "duration_min", "mode", "participants", "agenda", "minutes", "decisions"}
        | {"follow_up_questions", "internal_notes", "unseen_changes", "disputed_minutes", "addenda", "status"}
        | {"status_reason", "minutes_shared_on", "comment_until", "minutes_agreed_on"},
        "questionnaire_versions": STAMPS | {"status", "languages", "sections", "questions", "published_at"},
        "questionnaires": STAMPS | {"published_no"},
        "review_outcomes": {"outcome", "new_due_date", "note"},
    },
    "suppliers": {
        "contact_points": STAMPS
        | {"person_name", "function_title", "function_area", "email", "phone", "languages", "is_primary"}
        | {"declared_not_sales", "declared_at", "declared_by", "active_to", "status", "reason", "rejection"}
        | {"rejected_on", "lawful_basis", "retention_until", "anonymised_on"},
        "contract_clauses": {"terms", "terms_agreed_on"},
        "contract_criteria": STAMPS
        | PART
        | {"topic", "domain", "role", "strength", "verification_subject", "weight_pct", "source"},
        "contract_spend": STAMPS | {"period_start", "period_end", "amount", "currency", "vat_included", "complete"},
        "contracts": STAMPS
        | {"shared_version", "shared_at", "supplier_id", "reference", "title", "kind", "model", "brands"}
        | {"product_categories", "cpv", "monitored_by", "starts_on", "ends_on", "max_end", "award_date"}
        | {"award_method", "next_tender_date", "estimated_units_per_year", "contact_replacement_days", "status"}
        | {"terminated_on", "reason", "effect_on_workers", "primary_contact_id"}
        | {"central_body_id", "entitled_entities", "estimated_value", "awarded_value", "framework_maximum"}
        | {"duration", "renewals_maximum", "renewal_terms", "framework_type", "framework_participants"}
        | {"framework_buyers"},
        "data_import_rows": STAMPS
        | {"status", "record_id", "cells", "notes", "messages", "changes", "candidates", "chosen_id", "as_new"},
        "data_imports": STAMPS | {"outcomes", "status"},
        "deliveries": STAMPS | {"delivered_from", "delivered_to", "units"},
        "disclosure_acceptances": STAMPS
        | {"submission", "status", "in_force", "decided_on", "confirmed_on", "reason", "is_entering"},
        "disclosure_imports": STAMPS | {"status", "new", "matched", "review", "invalid"},
        "disclosure_rows": RECOGNISED | {"is_open"},
        "disclosures": STAMPS
        | {"valid_from", "valid_to", "addressed_to", "gaps", "supersedes", "status", "submission"}
        | {"confirmed_on", "confirmed_by", "standing", "speaker_id", "is_open"},
        "equivalence_decisions": STAMPS | DECIDED,
        "equivalence_dossiers": STAMPS | DOSSIER | {"submitted_on", "submitted_by", "appeal_reason"},
        "facilities": STAMPS
        | {"created_at", "created_by", "name", "aliases", "address", "city", "region", "postal_code", "country"}
        | {"lat", "lon", "geo_precision", "identifiers", "types", "workers_total", "parent_company"}
        | {"verification", "status", "sources", "possible_duplicate_of", "merged_into", "registered_by"}
        | {"is_listed", "normalised", "search"},
        "idempotency_answers": ANSWER_KEPT,
        "import_rows": {"status", "facility_id", "decided_by"},
        "key_frequencies": {"n"},
        "label_claims": STAMPS | CHECKED_LABEL | {"withdrawn_on", "withdrawal_reason"},
        "label_requirements": STAMPS
        | PART
        | {"labels", "product_categories", "exempt_conditions", "months_after_award"},
        "label_verifications": STAMPS
        | {"status", "method", "checked_on", "evidence", "reason", "greenwashing_risk"},
        "life_cycle_costs": STAMPS | {"offer", "years", "currency", "vat_included", "costs", "method"},
        "market_observations": STAMPS
        | {"observed_on", "source", "models_total", "models_with_label", "bidders_total", "bidders_with_label"}
        | {"note"},
        "obligations": STAMPS
        | {"due_at", "grace_days", "notice_days", "asked_on", "status", "submitted_on", "fulfilment_basis"}
        | {"evidence", "formal_request", "gaps", "assessment", "assessor", "assessed_on", "escalation_level"}
        | {"reason"},
        "product_quotes": STAMPS
        | {"quoted_on", "valid_to", "warranty_years", "extra_warranty_year", "spare_parts_years"}
        | {"spare_parts_prices"},
        "products": STAMPS | PRODUCT,
        "supplier_numbers": STAMPS | {"number"},
        "suppliers": STAMPS | {"name", "legal_name", "kinds", "country", "website", "identifiers", "status"},
        "targets": STAMPS | {"sdgs", "note", "status", "withdrawn_on", "reason"},
        "wordings": STAMPS | {"status", "published_on"},
    },
    "gateway": {
        "affiliations": STAMPS | {"status", "valid_to", "reason"},
        "api_keys": {"revoked_at"},
        "idempotency_answers": ANSWER_KEPT,
        "invitations": STAMPS | {"accepted_at", "accepted_by"},
        "members": STAMPS | {"roles", "ended_at"},
        "organisations": {"updated_at"},
        "supplier_links": STAMPS | {"status", "basis", "reason", "decided_at", "decided_by"},
    },
}
"""Columns that a request changes; all others of all tables stay as they were written, for the owner too."""

KEPT: dict[str, dict[str, dict[str, set[str]]]] = {
    "dialogue": {
        "action_points": {
            "of_the_buyer": {"carried_over_from", "carry_count", "is_escalated", "shown_to"},
            "of_the_sides": {"owner_contact", "title", "description", "kind", "provisions", "priority"}
            | {"success_criterion", "workers_input", "progress_pct", "obstacles", "evidence_ids"},
            "grows_only": {"due_history"},
            "claimed_as_itself": {"claimed_by"},
            "dropped_as_itself": {"drop_proposed_by"},
            "made_by_its_side": {"status"},
            "verified_as_itself": {"verified_by"},
        },
        "annual_reviews": {
            **dict.fromkeys(
                ("of_the_buyer", "when_signed"),
                {"planned_date", "grace_ends", "postponements", "meeting_id", "held_on", "late_days"}
                | {"next_review_due", "overall_conclusion", "agenda_shared", "agenda_held"},
            ),
            "agreed_by_both": {"status"},
            "true_update_of_buyer_signed_by": {"buyer_signed_by", "buyer_signed_at"},
            "true_update_of_supplier_signed_by": {"supplier_signed_by", "supplier_signed_at"},
        },
        "answer_reviews": {
            "counts_for_the_buyer": {"counts"},
            "grows_only": {"history"},
            "while_reviewed": {"answer_id", "level", "excluded", "motive", "flags", "concrete_elements"}
            | {"is_verified", "follow_up_text", "history"},
        },
        "answers": {"while_answered": {"answer_text", "language", "evidence", "na_reason", "refusal_reason"}},
        "assignments": {
            "of_the_buyer": {"due_at"},
            "of_the_sides": {"extension_until", "status_reason"},
            "of_the_supplier": {"submitted_on"},
        },
        "dialogues": {
            "of_the_buyer": {"contract_ids", "contracts", "title", "phase", "topics", "objectives"}
            | {"lead_officer", "next_step", "next_step_due", "depth_level", "answer_by", "active_since"}
            | {"concluded_on", "closing_summary"},
            "of_the_supplier": {"accepted_on"},
        },
        "finding_readers": {"told_for_good": {"is_told"}},
        "finding_releases": {"announced_once": {"announced_at"}},
        "meetings": {
            "of_the_buyer": {"kind", "duration_min", "mode", "participants", "agenda", "minutes", "decisions"}
            | {"follow_up_questions", "internal_notes", "unseen_changes", "minutes_shared_on", "comment_until"},
            "of_the_supplier": {"minutes_agreed_on"},
            "when_agreed": {"minutes", "decisions", "follow_up_questions"},
            "came_as_agreed": {"participants"},
            "disputed_by_the_supplier": {"disputed_minutes"},
            "grows_only": {"addenda"},
        },
    },
    "suppliers": {
        "contact_points": {
            "answered_contact": {"person_name", "function_title", "function_area", "email", "phone", "languages"}
            | {"declared_not_sales", "declared_at", "declared_by"},
            "own_answer": {"status"},
            "anonymised_for_good": {"anonymised_on"},
        },
        "contracts": {"its_contractor": {"supplier_id"}},
        "disclosure_acceptances": {
            "changed_decision": {"status", "submission", "in_force"},
            "entered_as_accepted": {"is_entering"},
        },
        "disclosure_imports": {"read_once": {"status"}},
        "disclosure_rows": {
            "changed_opening": {"is_open"},
            "changed_site": RECOGNISED,
            "open_for_good": {"is_open"},
        },
        "disclosures": {
            "changed_opening": {"is_open"},
            "changed_statement": {"standing", "speaker_id", "confirmed_on", "confirmed_by"},
            "changed_version": {"valid_from", "valid_to", "addressed_to", "gaps", "supersedes"}
            | {"status", "submission"},
            "open_for_good": {"is_open"},
        },
        "equivalence_decisions": {"changed_judgement": DECIDED, "decided_once": STAMPS | DECIDED},
        "equivalence_dossiers": {"between_its_sides": {"status"}, "changed_dossier": DOSSIER},
        "facilities": {
            "listed_for_good": {"is_listed"},
            "listed_names": {"aliases", "search"},
            "listed_place": {"name", "address", "city", "region", "postal_code", "country", "lat", "lon"}
            | {"geo_precision", "identifiers", "types", "workers_total", "parent_company", "verification"}
            | {"status", "possible_duplicate_of", "registered_by", "normalised", "created_at", "created_by"},
            "sources_add_up": {"sources"},
            "listed_for_all": {"is_listed"},
            "true_update_of_merged_into": {"merged_into"},
        },
        "obligations": {
            "judged_by_the_buyer": {"fulfilment_basis", "formal_request", "gaps", "assessment", "assessor"}
            | {"assessed_on"},
            "evidence_adds_up": {"evidence"},
            "own_answer": {"status"},
        },
        "label_claims": {
            "true_update_of_platform_status": CHECKED_LABEL,
            "true_update_of_withdrawn_on": {"withdrawn_on", "withdrawal_reason"},
        },
        "products": {"changed_product": PRODUCT},
        "suppliers": {"changed_party": {"name", "legal_name", "kinds", "country", "website", "identifiers"}},
        "targets": {"withdrawn_for_good": {"status", "withdrawn_on", "reason"}},
        "wordings": {"published_once": STAMPS | {"status", "published_on"}},
    },
    "gateway": {
        "affiliations": {"agreed_days": {"valid_to"}, "true_update_of_status": {"status"}},
        "api_keys": {"revoked_for_good": {"revoked_at"}},
        "invitations": {"accepted_once": {"accepted_at", "accepted_by"}},
        "organisations": {"as_written": {"updated_at"}, "fixed_kind": {"kind", "supplier_id"}},
        "supplier_links": {"decided_as": {"basis", "reason", "decided_at", "decided_by"}},
    },
}
"""Which of them a trigger keeps, after a state that counts or for some kinds of organisations."""
OTHER_TRIGGERS = {"next_status", "owners_columns", "stays_with_its_parent", "kept_owner_id", "kept_dossier_id"}
"""Triggers on columns that other tests compare."""

KIND_OF = {
    "first_record": {B},
    "first_save": {S},
    "first_review": {B, E},
    "next_round": {B},
    "proposer": {B, M},
    "other_side": {B, M},
}
"""The kinds of organisations that are meant by actors who are no roles."""
CLOCKED = ("overdue", "sent", "acknowledged", "in_progress", "extension_granted", "extension_refused")
MACHINES: dict[str, dict[str, tuple[str, str, dict[str, set[str]], dict[str, tuple[str, ...]]]]] = {
    "dialogue": {
        "dialogues": (
            *("dialogue.dialogues.rules", "MOVES", {"proposed": {B}}),
            {"no_response": ("no_response", "proposed")},
        ),
        "assignments": ("dialogue.assignments.rules", "MOVES", {"sent": {B}}, {"overdue": CLOCKED}),
        "meetings": (
            *("dialogue.meetings.rules", "MOVES"),
            *({"planned": {B}, "held": {B}, "minutes_draft": {B}}, {}),
        ),
        "annual_reviews": (
            *("dialogue.reviews.rules", "MOVES", {"scheduled": {B}}),
            {"missed": ("scheduled", "agenda_draft", "agenda_shared", "postponed")},
        ),
        "finding_reactions": ("dialogue.findings.reactions.rules", "REACTION_MOVES", {}, {"awaited": ("",)}),
    },
    "gateway": {
        "affiliations": ("gateway.affiliations.rules", "MOVES", {"proposed": {B, M}}, {"active": ()}),
        "supplier_links": (
            *("gateway.links.rules", "LINK_MOVES"),
            *({"requested": {B}, "pending": {B, P}, "confirmed": {P}}, {}),
        ),
    },
    "suppliers": {},
}
"""The state machine of a table, the first states, and as what the states that a date brings are stored."""
BESIDE_THE_MACHINE = {"supplier_links": {"requested > declined: platform"}}
"""An organisation that the platform refuses is asked by nobody any more."""


@pytest.fixture
def written(service: str) -> dict[str, dict[str, Any]]:
    return WRITERS[service]


async def test_the_app_role_writes_what_requests_write_and_no_more(
    service: str, tables: dict[str, Any], written: dict[str, dict[str, Any]], catalogue: asyncpg.Connection
) -> None:
    may = "select has_table_privilege($1, $2, $3)"
    some = "select $3 <> 'DELETE' and has_any_column_privilege($1, $2, $3)"
    held: dict[str, set[str]] = {}
    for table in tables:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            asked = f"{service}_app", table, verb
            if await catalogue.fetchval(may, *asked) or (
                verb != "DELETE" and await catalogue.fetchval(some, *asked)
            ):
                held.setdefault(table, set()).add(verb)
    assert held == {table: set(verbs) for table, verbs in written.items()}


async def test_each_table_is_written_by_its_kinds_of_organisations(
    written: dict[str, dict[str, Any]], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select tgrelid::regclass::text as name, pg_get_triggerdef(oid) as words from pg_trigger"
        " where tgname like '%_by_kind'"
    )
    demanded: dict[str, dict[str, set[str]]] = {}
    for row in found:
        verb, arguments = re.findall(r"BEFORE (\w+) ON .* demand_kind\((.*)\)", row["words"])[0]
        demanded.setdefault(row["name"], {})[verb] = set(re.findall(r"'(\w+)'", arguments))
        assert "WHEN ((CURRENT_USER = " in row["words"]
    expected = {
        table: {verb: kinds for verb, kinds in verbs.items() if kinds != EVERY} for table, verbs in written.items()
    }
    assert demanded == {table: verbs for table, verbs in expected.items() if verbs}


def test_each_table_says_what_stops_a_row_from_changing_what_others_see(
    service: str, written: dict[str, dict[str, Any]]
) -> None:
    assert set(SEEN_BY_OTHERS[service]) == set(written)


async def test_a_request_changes_the_columns_that_are_known_here_and_no_others(
    service: str, tables: dict[str, Any], written: dict[str, dict[str, Any]], catalogue: asyncpg.Connection
) -> None:
    """A new column belongs into `CHANGED`, and is granted by a migration; or no request changes it."""
    may = "select has_column_privilege($1, $2, $3, 'UPDATE')"
    granted: dict[str, set[str]] = {}
    for table in (name for name, verbs in written.items() if "UPDATE" in verbs):
        for column in tables[table].__table__.columns:
            if await catalogue.fetchval(may, f"{service}_app", table, column.name):
                granted.setdefault(table, set()).add(column.name)
    assert granted == CHANGED[service]


async def test_what_has_a_meaning_for_others_is_kept(service: str, catalogue: asyncpg.Connection) -> None:
    """A column that others read, or that decides what others may do, belongs into one of these triggers."""
    found = await catalogue.fetch(
        "select tgrelid::regclass::text as name, tgname, array_agg(attname::text) as kept from pg_trigger"
        " join pg_attribute on attrelid = tgrelid and attnum = any (tgattr)"
        " where not tgisinternal and pg_get_triggerdef(pg_trigger.oid) like '%CURRENT_USER = %'"
        " group by tgrelid, tgname"
    )
    kept: dict[str, dict[str, set[str]]] = {}
    for row in found:
        if row["tgname"] not in OTHER_TRIGGERS:
            kept.setdefault(row["name"], {})[row["tgname"]] = set(row["kept"])
    assert kept == KEPT[service]


async def test_a_status_follows_its_state_machine_and_each_kind_makes_its_own_transitions(
    service: str, catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select tgrelid::regclass::text as name, tgname, pg_get_triggerdef(oid) as words from pg_trigger"
        " where tgname in ('first_status', 'next_status')"
    )
    followed: dict[str, list[set[str]]] = {}
    for row in found:
        moves = row["words"].rpartition("follow_moves(")[2]
        followed.setdefault(row["name"], []).append(set(re.findall(r"'([^']*)'", moves)))
    expected = {}
    for table, (module, name, first, stored) in MACHINES[service].items():
        moves = transitions(getattr(import_module(module), name), stored) | BESIDE_THE_MACHINE.get(table, set())
        moves |= {f" > {to}: {kind}" for to, kinds in first.items() for kind in kinds}
        expected[table] = [moves, moves]
    assert followed == expected


def transitions(machine: Machine[Any], stored: Mapping[str, tuple[str, ...]]) -> set[str]:
    """In the words of the database."""
    return {
        f"{before} > {to.value}: {kind}"
        for (origin, to), move in machine.items()
        for before in stored.get(origin.value, (origin.value,))
        for kind in kinds_of(move.by)
        if before != to.value
    }


def kinds_of(actors: Iterable[str]) -> set[str]:
    kinds: set[str] = set()
    for actor in map(str, actors):
        kinds |= KIND_OF.get(actor, {actor.partition("_")[0]} & {B, S, M, E, P})
    return kinds
