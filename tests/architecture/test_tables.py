"""Every table says whose rows it holds, and the database agrees."""

from typing import Any

import asyncpg
import pytest
from sqlalchemy import MetaData

from chassis.row_security import RowClass
from local_stack.provisioning import Urls

POLICIES = {
    RowClass.REGISTER: {},
    RowClass.SERVICE: {},
    RowClass.OWNED: {"fence": "app", "machine": "worker"},
    RowClass.DOSSIER: {"fence": "app", "machine": "worker"},
}
PROVEN = {
    "people": POLICIES[RowClass.OWNED],
    "grants": POLICIES[RowClass.OWNED],
    "parties": POLICIES[RowClass.OWNED],
}
"""Service tables that show their rows to processes of the service only, or to the organisation that they name."""
SHOWN = {
    "findings": "everybody",
    "finding_readers": "everybody",
    "finding_replies": "everybody",
    "disclosures": "open",
    "disclosure_rows": "open",
    "disclosure_acceptances": "open",
    "action_points": "of_its_monitor",
}
"""Rows that others may read: everybody what is public (a released finding, a published list), and a monitor the
action points that its findings led to."""
KEY = {RowClass.OWNED: "owner_id", RowClass.DOSSIER: "dossier_id"}
BOOKS = {
    "journal": set(),
    "journal_hearers": set(),
    "journal_payloads": set(),
    "journal_quarantine": set(),
    "journal_erasures": set(),
    "read_log": {"INSERT"},
    "parties": {"SELECT"},
    "grants": {"SELECT"},
    "follower_cursors": set(),
    "expiry_events": set(),
    "platform_clock": {"SELECT"},
    "caller_keys": set(),
    "refresh_tokens": set(),
}
"""What the app role may do with the books every service keeps."""


async def rights(catalogue: asyncpg.Connection, role: str, table: str) -> set[str]:
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    return {
        verb
        for verb in verbs
        if await catalogue.fetchval("select has_table_privilege($1, $2, $3)", role, table, verb)
    }


def test_every_table_says_its_class(tables: dict[str, Any]) -> None:
    assert {
        name for name, table in tables.items() if not isinstance(getattr(table, "row_class", None), RowClass)
    } == set()


async def test_the_database_has_these_tables_and_no_other(
    metadata: MetaData, catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch("select tablename from pg_tables where schemaname = 'public'")
    assert {row["tablename"] for row in found} == set(metadata.tables) | {"alembic_version"}


async def test_each_class_has_its_policies(
    service: str, tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch("select tablename, policyname, roles from pg_policies where cmd = 'ALL'")
    policies: dict[str, dict[str, str]] = {name: {} for name in tables}
    for row in found:
        (role,) = row["roles"]
        policies[row["tablename"]][row["policyname"]] = role.removeprefix(f"{service}_")
    assert policies == {name: PROVEN.get(name, POLICIES[table.row_class]) for name, table in tables.items()}


async def test_what_is_shown_to_everybody_is_read_alone_and_known_here(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select tablename, policyname, cmd, qual from pg_policies where cmd <> 'ALL' and permissive = 'PERMISSIVE'"
    )
    shown = {row["tablename"]: row["policyname"] for row in found}
    assert shown == {table: policy for table, policy in SHOWN.items() if table in tables}
    assert {row["cmd"] for row in found} <= {"SELECT"}
    assert "true" not in {row["qual"] for row in found}


async def test_a_policy_stands_only_where_row_level_security_is_on(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class where relname = any($1)", list(tables)
    )
    states = {row["relname"]: (row["relrowsecurity"], row["relforcerowsecurity"]) for row in found}
    fenced = {name: bool(PROVEN.get(name, POLICIES[table.row_class])) for name, table in tables.items()}
    assert states == {name: (is_fenced, False) for name, is_fenced in fenced.items()}


async def test_a_row_behind_a_policy_always_names_its_owner_or_dossier(tables: dict[str, Any]) -> None:
    for name, table in tables.items():
        if table.row_class in KEY:
            column = table.__table__.columns.get(KEY[table.row_class])
            assert column is not None, name
            assert not column.nullable, name


async def test_a_table_behind_a_policy_has_an_index_on_its_owner_or_on_what_it_belongs_to(
    tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    found = await catalogue.fetch("select tablename, indexdef from pg_indexes where schemaname = 'public'")
    first: dict[str, set[str]] = {name: set() for name in [*tables, "alembic_version"]}
    for row in found:
        first[row["tablename"]].add(row["indexdef"].split("(", 1)[1].split(",")[0].partition(")")[0])
    for name, table in tables.items():
        if table.row_class in KEY:
            hangs_on = {column.name for column in table.__table__.columns if column.foreign_keys}
            assert first[name] & {KEY[table.row_class], *hangs_on}, f"{name} is found only by {first[name]}"


async def test_the_app_role_has_no_more_rights_than_its_work_needs(
    service: str, tables: dict[str, Any], catalogue: asyncpg.Connection
) -> None:
    for name in tables:
        held = await rights(catalogue, f"{service}_app", name)
        assert held == BOOKS[name] if name in BOOKS else held <= {"SELECT", "INSERT", "UPDATE", "DELETE"}, name


@pytest.mark.parametrize("role", ["app", "worker"])
async def test_neither_role_owns_anything_or_bypasses_row_security(
    service: str, catalogue: asyncpg.Connection, role: str
) -> None:
    name = f"{service}_{role}"
    assert await catalogue.fetchval("select count(*) from pg_class where relowner = $1::regrole", name) == 0
    assert await catalogue.fetchval("select count(*) from pg_proc where proowner = $1::regrole", name) == 0
    assert not await catalogue.fetchval(
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = $1", name
    )
    assert await catalogue.fetchval("select count(*) from pg_auth_members where member = $1::regrole", name) == 0


async def test_no_service_connects_to_anothers_database(
    service: str, databases: dict[str, Urls], catalogue: asyncpg.Connection
) -> None:
    for other in set(databases) - {service}:
        for role in ("app", "worker", "owner"):
            may = "select has_database_privilege($1, current_database(), 'connect')"
            assert not await catalogue.fetchval(may, f"{other}_{role}")


async def test_whoever_asks_for_the_callers_organisation_takes_it_from_the_proof(
    catalogue: asyncpg.Connection,
) -> None:
    """A policy made by `row_security_v2` believes what a session says of itself: use `row_security_v4`."""
    found = await catalogue.fetch(
        "select tablename || '.' || policyname from pg_policies where concat(qual, with_check) like '%app.org%'"
        " union all select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and prosrc like '%app.org%'"
    )
    assert {row[0] for row in found} == {"caller_kind", "caller_org", "demand_proof"}


async def test_a_function_with_its_owners_rights_is_closed_and_looks_nowhere_else(
    catalogue: asyncpg.Connection,
) -> None:
    found = await catalogue.fetch(
        "select oid::regprocedure::text as name, proconfig, proacl::text[] as rights from pg_proc"
        " where prosecdef and pronamespace = 'public'::regnamespace"
    )
    assert found
    for row in found:
        assert any(setting.startswith("search_path=") for setting in row["proconfig"] or ()), row["name"]
        assert not any(right.startswith("=") for right in row["rights"] or ("=X",)), f"{row['name']} is open to all"
