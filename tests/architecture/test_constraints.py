"""No constraint of the database ends as a server error: each has a name and a refusal."""

from importlib import import_module
from typing import NamedTuple

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError

from chassis.database import Refusals
from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls
from support.services import SERVICES

NAMED = """
select conname as name, contype::text as kind, conrelid::regclass::text as "table" from pg_constraint
where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'x', 'p')
union all
select indexrelid::regclass::text, 'u', indrelid::regclass::text from pg_index
join pg_class on pg_class.oid = indexrelid
where relnamespace = 'public'::regnamespace and indisunique
  and not exists (select from pg_constraint where conindid = indexrelid)
"""
SQLSTATES = {"c": "23514", "f": "23503", "u": "23505", "p": "23505", "x": "23P01"}
STATUSES = {"c": {422}, "f": {409}, "u": {409, 422}, "p": {409, 422}, "x": {409, 422, 503}}
PREFIXES = {"c": "ck_", "f": "fk_", "u": "uq_", "p": "pk_", "x": "ex_"}

LOCKED = "its rows are written while the row that they belong to is locked, and looked up before"
ADVISORY = "its rows are written under an advisory lock of the same key"
ON_CONFLICT = "whoever writes the same row again does nothing, or changes it"
RANDOM = "its value is random"
ONCE = "its rows are written once, in the transaction of the row that they belong to"
BOOKS = "the service's own books: no request chooses these values"
NEEDS_NO_REFUSAL = {
    "uq_contact_points_primary": ADVISORY,
    "uq_obligations_clause_id_type_recurrence_instance": LOCKED,
    "uq_obligations_clause_id_type_recurrence_delivery_id": LOCKED,
    "uq_wordings_owner_id_code_number": ADVISORY,
    "uq_wordings_draft": ADVISORY,
    "uq_contract_imports_owner_id_notice_id_digest": ADVISORY,
    "uq_contract_import_lots_import_id_place": ONCE,
    "uq_contract_import_winners_lot_id_place": ONCE,
    "uq_disclosures_owner_id_supplier_id_subject_version_no": ADVISORY,
    "uq_disclosure_acceptances_disclosure_id_owner_id": ADVISORY,
    "uq_disclosure_rows_disclosure_id_number": LOCKED,
    "uq_import_rows_import_id_number": ONCE,
    "uq_data_import_rows_import_id_number": ONCE,
    "uq_equivalence_decisions_owner_id_dossier_id_submission_stage": ADVISORY,
    "uq_label_verifications_owner_id_claim_id": LOCKED,
    "uq_products_listed": ADVISORY,
    "uq_products_unlisted": ADVISORY,
    "pk_product_offers": ON_CONFLICT,
    "pk_facility_keys": ON_CONFLICT,
    "pk_key_frequencies": ON_CONFLICT,
    "pk_import_chunks": ONCE,
    "pk_supplier_links": ON_CONFLICT,
    "pk_contract_revisions": ON_CONFLICT,
    "pk_spend_revisions": ON_CONFLICT,
    "pk_affiliations": ON_CONFLICT,
    "pk_monitor_keys": ON_CONFLICT,
    "pk_finding_reactions": LOCKED,
    "pk_finding_readers": LOCKED,
    "pk_review_annex_items": LOCKED,
    "uq_review_outcomes_review_id_kind_subject_id": LOCKED,
    "uq_questionnaire_versions_questionnaire_id_no": LOCKED,
    "uq_answers_assignment_id_question_code": LOCKED,
    "uq_answer_reviews_assignment_id_question_code_reviewer_id": LOCKED,
    "uq_answer_reviews_counts": LOCKED,
    "uq_assignments_parent_assignment_id": LOCKED,
    "uq_api_keys_client_id": RANDOM,
    "uq_invitations_token_hash": RANDOM,
    "pk_refresh_tokens": RANDOM,
    "alembic_version_pkc": BOOKS,
    "pk_caller_keys": BOOKS,
    "pk_expiry_events": BOOKS,
    "pk_follower_cursors": BOOKS,
    "pk_grants": BOOKS,
    "pk_idempotency_answers": BOOKS,
    "pk_journal": BOOKS,
    "uq_journal_id": BOOKS,
    "uq_journal_position": BOOKS,
    "pk_journal_erasures": BOOKS,
    "pk_journal_hearers": BOOKS,
    "pk_journal_payloads": BOOKS,
    "pk_journal_quarantine": BOOKS,
    "pk_parties": BOOKS,
    "pk_platform_clock": BOOKS,
}
"""Values that may occur once, but for which no request gets a refusal of its own, with the reason. Names of one
meaning in several services stand here once."""


class Constraint(NamedTuple):
    """`kind` as PostgreSQL has it: check, foreign key, unique, primary key, exclusion."""

    name: str
    kind: str
    table: str


@pytest.fixture
async def constraints(catalogue: asyncpg.Connection) -> list[Constraint]:
    return [Constraint(*row) for row in await catalogue.fetch(f"{NAMED} order by 1")]


@pytest.fixture
def refusals(service: str) -> Refusals:
    return Refusals(import_module(f"{service}.app").SERVICE.refusals)


async def keys_of_ids(catalogue: asyncpg.Connection) -> set[str]:
    """Primary keys of one UUID that the service makes itself."""
    found = await catalogue.fetch(
        "select conname from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]"
        " where contype = 'p' and array_length(conkey, 1) = 1 and attname = 'id'"
    )
    return {row["conname"] for row in found}


def violation_of(constraint: Constraint) -> IntegrityError:
    """What SQLAlchemy raises for it."""
    cause = asyncpg.IntegrityConstraintViolationError("violated")
    cause.constraint_name = constraint.name
    orig = Exception()
    orig.sqlstate = SQLSTATES[constraint.kind]  # type: ignore[attr-defined]
    orig.__cause__ = cause
    return IntegrityError("insert", None, orig)


async def test_every_constraint_has_a_name_that_says_its_kind_and_table(constraints: list[Constraint]) -> None:
    unnamed = [
        each
        for each in constraints
        if not each.name.startswith(f"{PREFIXES[each.kind]}{each.table}") and each.table != "alembic_version"
    ]
    assert unnamed == []


async def test_every_constraint_is_refused_with_a_problem(
    constraints: list[Constraint], refusals: Refusals
) -> None:
    for constraint in constraints:
        problem = refusals.translate(violation_of(constraint))
        assert problem is not None, constraint
        assert problem.status in STATUSES[constraint.kind], constraint


async def test_what_may_occur_once_has_a_refusal_of_its_own_or_a_reason(
    catalogue: asyncpg.Connection, constraints: list[Constraint], refusals: Refusals
) -> None:
    once = {each.name for each in constraints if each.kind in "upx"} - await keys_of_ids(catalogue)
    assert once - refusals.by_constraint.keys() - NEEDS_NO_REFUSAL.keys() == set()
    assert once & refusals.by_constraint.keys() & NEEDS_NO_REFUSAL.keys() == set()


async def test_every_refusal_is_of_a_constraint_that_exists(
    constraints: list[Constraint], refusals: Refusals
) -> None:
    assert refusals.by_constraint.keys() - {each.name for each in constraints} == set()


async def test_every_reason_is_of_a_constraint_that_exists(databases: dict[str, Urls]) -> None:
    found: set[str] = set()
    for name in SERVICES:
        connection = await asyncpg.connect(for_asyncpg(databases[name].owner))
        found |= {row["name"] for row in await connection.fetch(NAMED)}
        await connection.close()
    assert NEEDS_NO_REFUSAL.keys() - found == set()
