"""Functions that run with the rights of their owner do nothing for the holder of a password alone."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls

WITH_RIGHTS_OF_OWNER = """
select proc.oid::regprocedure::text as signature, proname, pronargs
from pg_proc as proc
where pronamespace = 'public'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype
  and has_function_privilege(current_user, proc.oid, 'execute')
order by 1"""
TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
SAY_NOTHING = {
    "caller_kind()": "there is no organisation, and so no kind",
    "caller_org()": "there is no organisation",
    "dossier_timeline(uuid)": "only entries for the caller's organisation",
    "own_dossiers()": "there are none",
    "owns_finding(uuid)": "nothing is its own",
    "revoke_sessions(uuid)": "only sign-ins to the caller's organisation",
}
"""Functions that a session without a proof may call, and what they tell it."""
NO_SIGNATURES = [None, "", "0", "9", "x", "0" * 65, "7" + "0" * 64, "null"]


@pytest.fixture
async def stolen(service: str, databases: dict[str, Urls]) -> AsyncIterator[asyncpg.Connection]:
    """A session of somebody with the app role's password."""
    connection = await asyncpg.connect(for_asyncpg(databases[service].app))
    yield connection
    await connection.close()


async def contents(catalogue: asyncpg.Connection) -> dict[str, str]:
    """A fingerprint of the rows of each table."""
    tables = [row["tablename"] for row in await catalogue.fetch(TABLES)]
    fingerprint = "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {} as t"
    return {table: await catalogue.fetchval(fingerprint.format(table)) for table in tables}


def document() -> str:
    names = ("id", "actor", "actor_org", "subject_id")
    entry = {name: str(uuid4()) for name in names} | {"actor_roles": ["platform_admin"], "audience": []}
    entry |= {"verb": "supplier_link.confirmed", "subject_type": "supplier_link", "followed": True}
    return json.dumps(entry | {"digest": "00", "salt": "", "payload": "{}"})


async def test_without_a_proof_no_function_answers(stolen: asyncpg.Connection) -> None:
    for function in await stolen.fetch(WITH_RIGHTS_OF_OWNER):
        if function["signature"] in SAY_NOTHING:
            continue
        arguments = ", ".join(["null"] * function["pronargs"])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await stolen.execute(f"select {function['proname']}({arguments})")


async def test_without_a_proof_no_function_writes_anything_for_absent_arguments(
    stolen: asyncpg.Connection, catalogue: asyncpg.Connection
) -> None:
    before = await contents(catalogue)
    functions = await stolen.fetch(WITH_RIGHTS_OF_OWNER)
    for function in functions:
        arguments = ", ".join(["null"] * function["pronargs"])
        try:
            await stolen.execute(f"select {function['proname']}({arguments})")
        except asyncpg.PostgresError:
            continue
    assert await contents(catalogue) == before
    assert "write_journal_entry(text,text)" in {function["signature"] for function in functions}


@pytest.mark.parametrize("proof", NO_SIGNATURES)
async def test_an_entry_of_the_journal_needs_a_signature(proof: str | None, stolen: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="not signed by the service"):
        await stolen.execute("select write_journal_entry($1, $2)", document(), proof)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="not signed by the service"):
        await stolen.execute("select write_journal_entry(null, $1)", proof)
