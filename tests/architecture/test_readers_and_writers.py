"""Who else than its owner reads a row, and what of it they write."""

import re
from typing import Any

import asyncpg

from chassis.row_security import RowClass

ANSWER = {"updated_at", "updated_by", "version"}
ANSWERS = {
    "affiliations": ANSWER | {"status", "valid_to", "reason"},
    "contact_points": ANSWER
    | {"person_name", "function_title", "function_area", "email", "phone", "languages", "purpose", "is_primary"}
    | {"declared_not_sales", "declared_at", "declared_by", "active_from", "active_to", "status", "reason"}
    | {"retention_until"},
    "disclosures": ANSWER | {"confirmed_on", "confirmed_by", "standing", "speaker_id", "is_open"},
    "disclosure_rows": {"facility_id", "possible_duplicate_of", "is_decided", "is_entered", "is_open"},
    "findings": ANSWER | {"has_waiting_changes"},
    "finding_readers": {"revision", "digest"},
    "obligations": ANSWER
    | {"status", "submitted_on", "fulfilment_basis", "evidence", "formal_request", "gaps", "assessment", "assessor"}
    | {"reason"},
    "supplier_links": ANSWER | {"status", "basis", "reason", "decided_at", "decided_by"},
}
"""What a reader changes in another's row: its answer, and what the answer brings with it."""
AUTHORS_ANSWERS = {"finding_reactions": {"status", "reacted_on"}}
"""What the author of a row changes in it, where it belongs to the one that is answered."""
ANSWERED = {*ANSWERS, *AUTHORS_ANSWERS, "finding_replies"}
"""Owned rows on which a reader answers: a supplier proposes a contact or submits a duty, a buyer accepts a list, a
company acknowledges a finding, the platform confirms a link."""
BESIDE_OTHERS = {
    ("disclosure_acceptances", "disclosure_id"): "a buyer decides about a list of others",
    ("equivalence_decisions", "dossier_id"): "a buyer decides about a dossier of a supplier",
    ("disclosures", "supersedes"): "a version follows a version of the same owner; nobody reads it by that",
    ("contracts", "parent_contract_id"): "a contract is no part of its framework contract: each is granted",
    ("contracts", "primary_contact_id"): "a contract is no part of its contact: each is granted",
    ("obligations", "clause_id"): "a duty is a part of its contract",
    ("escalations", "obligation_id"): "a step is a part of its contract; it names a duty of the contract",
    ("obligations", "breach_id"): "a duty is a part of its contract; its cause is another duty of the contract",
    ("obligations", "delivery_id"): "a duty is a part of its contract; its cause is a delivery under the contract",
    ("review_annex_items", "finding_id"): "a review names findings of others",
    ("contract_import_lots", "contract_id"): "what a notice says of a lot is a part of its import",
    ("api_keys", "parent_id"): "a key is no part of the key that made it",
}
"""Columns of owned rows that name rows of other owners, or of which the row is no part, with the reason."""
GRANTED_BY_THEMSELVES = {
    "contracts": "a contract names a contact, and is no part of it",
    "disclosure_acceptances": "readers of a version do not read the decisions of all buyers",
    "equivalence_decisions": "a dossier belongs to who wrote it, and the decision to its buyer",
}
"""Tables whose grants name the row and not its parent, with the reason."""
OWNERS_ONLY = {
    "api_keys",
    "contract_import_lots",
    "contract_import_winners",
    "contract_imports",
    "contract_revisions",
    "contract_spend",
    "disclosure_imports",
    "finding_releases",
    "idempotency_answers",
    "import_rows",
    "label_verifications",
    "market_observations",
    "members",
    "monitor_keys",
    "spend_revisions",
    "product_quotes",
    "life_cycle_costs",
    "targets",
    "wordings",
}
"""Owned tables of which no row is granted, also where their parent is: a reader of a contract does not read what it
cost."""
IN_GRANTS = re.compile(r"(\w+) IN \( SELECT grants\.row_id\s+FROM grants\s+WHERE \(\(grants\.table_name = '(\w+)'")


async def test_who_reads_a_row_by_a_grant_writes_it_only_where_both_sides_do(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select tablename, array_agg(distinct cmd order by cmd) as kept from pg_policies"
        " where permissive = 'RESTRICTIVE' group by tablename"
    )
    owned = {name for name, table in tables.items() if table.row_class is RowClass.OWNED}
    assert {row["tablename"]: row["kept"] for row in found} == {
        table: ["DELETE", "INSERT"] if table in ANSWERS else ["DELETE", "INSERT", "UPDATE"] for table in owned
    }


async def test_a_reader_that_answers_on_a_row_changes_its_answer_and_nothing_else(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    """A new column belongs to the owner: into the trigger, by a migration. Or it is an answer: into `ANSWERS`."""
    found = await catalogue.fetch(
        "select tgrelid::regclass::text as name, array_agg(attname) as kept from pg_trigger"
        " join pg_attribute on attrelid = tgrelid and attnum = any (tgattr)"
        " where tgname = 'owners_columns' group by tgrelid"
    )
    kept = {row["name"]: set(row["kept"]) for row in found}
    owned = {name for name, table in tables.items() if table.row_class is RowClass.OWNED}
    expected = {name: columns for name, columns in (ANSWERS | AUTHORS_ANSWERS).items() if name in owned}
    assert kept == {
        name: set(tables[name].__table__.columns.keys()) - columns for name, columns in expected.items()
    }


async def test_a_row_is_inserted_beside_a_parent_of_the_same_owner_and_stays_there(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    """Readers of the parent would take it for a part of it."""
    found = await catalogue.fetch(
        "select tgrelid::regclass::text as name, attname as column from pg_trigger"
        " join pg_attribute on attrelid = tgrelid and attnum = any (tgattr)"
        " join pg_policies on tablename = tgrelid::regclass::text and policyname = 'of_its_parent'"
        " where tgname = 'stays_with_its_parent'"
    )
    kept = {(row["name"], row["column"]) for row in found}
    belonging = {
        (name, key.parent.name)
        for name, table in tables.items()
        for key in table.__table__.foreign_keys
        if table.row_class is RowClass.OWNED and tables[key.column.table.name].row_class is RowClass.OWNED
    }
    assert kept == belonging - set(BESIDE_OTHERS)


async def test_a_row_that_others_than_its_owner_write_keeps_its_owner_or_dossier(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    """A policy compares no row before with one after: whoever may change a row could make it its own."""
    found = await catalogue.fetch("select tgrelid::regclass::text as name, tgname from pg_trigger")
    kept = {row["name"]: row["tgname"] for row in found if row["tgname"].startswith("kept_")}
    answered = {name for name, table in tables.items() if table.row_class is RowClass.OWNED and name in ANSWERED}
    of_dossiers = {name for name, table in tables.items() if table.row_class is RowClass.DOSSIER}
    assert kept == {**dict.fromkeys(answered, "kept_owner_id"), **dict.fromkeys(of_dossiers, "kept_dossier_id")}


async def test_a_grant_on_a_row_is_a_grant_on_what_the_row_belongs_to(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    """So nobody sees a row and not its parent; `tests/visibility/parents.py` looks at the rows themselves."""
    found = await catalogue.fetch("select tablename, qual from pg_policies where policyname = 'fence'")
    granted = {row["tablename"]: IN_GRANTS.findall(row["qual"]) for row in found}
    for name, table in tables.items():
        if table.row_class is not RowClass.OWNED or not granted[name]:
            continue
        parents = {
            (key.parent.name, key.column.table.name)
            for key in table.__table__.foreign_keys
            if tables[key.column.table.name].row_class is RowClass.OWNED and key.column.table is not table.__table__
        }
        is_by_itself = not parents or name in GRANTED_BY_THEMSELVES
        (key,) = granted[name]
        assert key in ({("id", name)} if is_by_itself else parents), name


async def test_a_grant_opens_rows_of_the_table_that_it_names_and_of_no_other(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select tablename, policyname, concat(qual, with_check) as words from pg_policies"
    )
    looked_up = {
        f"{row['tablename']}.{row['policyname']}": (
            row["words"].count("FROM grants"),
            len(IN_GRANTS.findall(row["words"])),
        )
        for row in found
    }
    assert {name for name, (all_of_them, by_table) in looked_up.items() if all_of_them != by_table} == set()
    asking = {name.removesuffix(".fence") for name, (all_of_them, _) in looked_up.items() if all_of_them}
    assert asking & OWNERS_ONLY == set()
    assert asking <= set(tables)


async def test_only_rows_of_tables_that_policies_name_can_be_granted(catalogue: asyncpg.Connection) -> None:
    found = await catalogue.fetch("select qual from pg_policies where policyname = 'fence'")
    named = {table for row in found for _, table in IN_GRANTS.findall(row["qual"])}
    words = await catalogue.fetchval("select prosrc from pg_proc where proname = 'shared_table'")
    assert set(re.findall(r"'public\.(\w+)'", words)) == named
