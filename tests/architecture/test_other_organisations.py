"""Injected SQL in a request of one organisation reaches nothing of another one.

The databases are those of the newest release, upgraded. The attacker has what SQL in a request has: the app role
and the proof of its own organisation. It knows all ids.
"""

import itertools
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.row_security import RowClass
from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.injection import proof_without_kind
from support.releases import RELEASES, fixture, restore
from support.services import migrate

Rows = dict[str, list[dict[str, Any]]]

EVERYBODY = UUID(int=0)
VICTIMS = 3
"""Rows of each table whose ids are tried."""
COLUMNS = "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped"
KEY = """
select string_agg(attname, ', ' order by attnum) from pg_index join pg_attribute on attrelid = indrelid
and attnum = any (indkey) where indisprimary and indrelid = $1::text::regclass"""
ALL_COLUMNS = (
    "select array_agg(attname::text) from pg_attribute"
    " where attrelid = $1::text::regclass and attnum > 0 and not attisdropped"
)
KEPT = """
select array_agg(attname::text) from pg_trigger join pg_attribute on attrelid = tgrelid and attnum = any (tgattr)
where tgname = 'owners_columns' and tgrelid = $1::text::regclass"""
"""What only the owner changes where a reader answers; elsewhere it is everything."""
CALLABLE = """
select proname, proargtypes::regtype[]::text[] as takes from pg_proc
where pronamespace = 'public'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype
  and has_function_privilege(current_user, oid, 'execute')
  and proargtypes::regtype[] <@ '{regclass, uuid, uuid[], date}'::regtype[] and pronargs > 0
order by 1"""


@pytest.fixture(scope="module")
async def database(separate_url: str, suffix: str, service: str) -> Urls:
    """With the data of the newest release."""
    urls = provision(separate_url, service, f"{suffix}_others")
    await restore(urls.owner, fixture(RELEASES[-1], service))
    migrate(service, urls.owner)
    return urls


@pytest.fixture
async def as_owner(database: Urls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(database.owner))
    yield connection
    await connection.close()


@pytest.fixture
async def attacker(database: Urls) -> AsyncIterator[ProvenConnection]:
    """A session of the app role, which a test lets prove one organisation."""
    proofs = await CallerProofs.of_database(database.worker)
    connection = await asyncpg.connect(for_asyncpg(database.app), connection_class=proven(ProvenConnection, proofs))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def fenced(tables: dict[str, Any]) -> list[str]:
    """Tables with an owner or a dossier."""
    return sorted(name for name, table in tables.items() if table.row_class in (RowClass.OWNED, RowClass.DOSSIER))


async def act_without_kind(attacker: ProvenConnection, org: UUID) -> None:
    """As a process of the release before: nothing asks for the kind of the organisation, so it may write more."""
    proof = proof_without_kind(attacker.proofs, org, attacker)
    await attacker.execute("select set_config('app.org', $1, false)", proof)


async def new_organisation(as_owner: asyncpg.Connection, tables: Iterable[str]) -> UUID:
    """A monitor: it may own findings, and be seated in dialogues."""
    me = uuid4()
    if "organisations" in tables:
        copy = "jsonb_populate_record(o, jsonb_build_object('id', $1::uuid))"
        monitor = "organisations as o where kind = 'monitor' limit 1"
        await as_owner.execute(f"insert into organisations select ({copy}).* from {monitor}", me)
    return me


async def tried(connection: asyncpg.Connection, statement: str, *values: Any) -> bool:
    """Whether the database carried it out."""
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
    except asyncpg.PostgresError:
        return False
    return True


async def others_rows(as_owner: asyncpg.Connection, tables: Iterable[str], me: UUID) -> Rows:
    """All columns of all rows that are not of this organisation."""
    found: Rows = {}
    for table in tables:
        columns = {row[0] for row in await as_owner.fetch(COLUMNS, table)}
        whose = next((name for name in ("owner_id", "organisation_id", "org_id") if name in columns), None)
        where = f"where {whose} is distinct from $1" if whose else "where $1::uuid is not null"
        key = await as_owner.fetchval(KEY, table)
        found[table] = [
            dict(row) for row in await as_owner.fetch(f"select * from {table} {where} order by {key}", me)
        ]
    return found


async def seen_of_others(attacker: asyncpg.Connection, tables: list[str], me: UUID) -> dict[str, set[str]]:
    """The keys of the rows of others that the attacker reads now."""
    seen = {}
    for table in tables:
        columns = {row[0] for row in await attacker.fetch(COLUMNS, table)}
        where = "where owner_id <> $1" if "owner_id" in columns else "where $1::uuid is not null"
        key = await attacker.fetchval(KEY, table)
        found = await attacker.fetch(f"select concat_ws(' ', {key}) as key from {table} {where}", me)
        seen[table] = {row["key"] for row in found}
    return seen


def ids_in(rows: Rows) -> list[UUID]:
    """Of a few rows of each table: their own ids, and those of their owners, parents and dossiers."""
    some = itertools.chain.from_iterable(table[:VICTIMS] for table in rows.values())
    return sorted({value for row in some for value in row.values() if isinstance(value, UUID)} - {EVERYBODY})


def forged(template: dict[str, Any], me: UUID, victim: UUID) -> list[dict[str, Any]]:
    """Rows of the attacker's own beside another's: with its id, and in the words that show a row to others."""
    own = template | {"owner_id": me} | ({"id": victim} if "id" in template else {})
    shown = {name: True for name, value in template.items() if isinstance(value, bool)}
    readers = [{"org_id": org} for org in (me, EVERYBODY)] if "org_id" in template else [{}]
    return [own | change | reader for change in ({}, shown) for reader in readers]


async def forge(attacker: asyncpg.Connection, rows: Rows, me: UUID, victims: list[UUID]) -> set[str]:
    """Insert all such rows; returns the tables that took one."""
    took = set()
    for table, templates in rows.items():
        for template, victim in itertools.product(templates[:VICTIMS], victims):
            for row in forged(template, me, victim):
                names, places = ", ".join(row), ", ".join(f"${number}" for number in range(1, len(row) + 1))
                if await tried(attacker, f"insert into {table} ({names}) values ({places})", *row.values()):
                    took.add(table)
    return took


async def call_all(attacker: asyncpg.Connection, tables: Iterable[str], me: UUID, victims: list[UUID]) -> None:
    """Every function with its owner's rights, for each table and each id, in favour of the attacker."""
    for function in await attacker.fetch(CALLABLE):
        kinds = tables if "regclass" in function["takes"] else [None]
        for kind, victim in itertools.product(kinds, victims):
            ids = iter([victim, me])
            values = {"regclass": lambda kind=kind: kind, "uuid": lambda ids=ids: next(ids)}
            values |= {"uuid[]": lambda: [me], "date": lambda: None}
            places = ", ".join(
                f"${number}{'::text::regclass' if taken == 'regclass' else f'::{taken}'}"
                for number, taken in enumerate(function["takes"], 1)
            )
            given = [values[taken]() for taken in function["takes"]]
            await tried(attacker, f"select from {function['proname']}({places})", *given)


async def spoil(attacker: asyncpg.Connection, rows: Rows, me: UUID) -> None:
    """Take and delete whatever the attacker may."""
    for table, found in rows.items():
        for column in found[0] if found else ():
            await tried(attacker, f"update {table} set {column} = null where $1::uuid is not null", me)
        await tried(attacker, f"update {table} set owner_id = $1 where owner_id <> $1", me)
        await tried(attacker, f"delete from {table} where $1::uuid is not null", me)


async def test_whoever_knows_all_ids_reads_and_changes_nothing_of_others(
    tables: dict[str, Any], fenced: list[str], as_owner: asyncpg.Connection, attacker: ProvenConnection
) -> None:
    me = await new_organisation(as_owner, tables)
    owned = [name for name in fenced if tables[name].row_class is RowClass.OWNED]
    watched = [name for name in tables if name not in {"journal", "journal_hearers", "read_log", "caller_keys"}]
    watched = [name for name in watched if tables[name].row_class is not RowClass.REGISTER]
    await act_without_kind(attacker, me)
    for shared in ("grants", "parties"):
        assert await attacker.fetchval(f"select count(*) from {shared}") == 0
    before, seen = await others_rows(as_owner, watched, me), await seen_of_others(attacker, fenced, me)
    of_owners = {table: before[table] for table in owned}
    victims = ids_in({table: before[table] for table in fenced})
    took = await forge(attacker, of_owners, me, victims)
    await call_all(attacker, tables, me, victims)
    assert await seen_of_others(attacker, fenced, me) == seen
    await spoil(attacker, {table: before[table] for table in fenced}, me)
    assert await others_rows(as_owner, watched, me) == before
    assert took, "the attacker has rows with the ids of others"


async def test_a_reader_of_a_row_changes_only_what_is_its_answer(
    as_owner: asyncpg.Connection, attacker: ProvenConnection
) -> None:
    shared = await as_owner.fetch("select distinct table_name from grants")
    assert shared
    for (table,) in shared:
        row_id, reader = await as_owner.fetchrow(
            f"select id, org_id from {table} join grants on table_name = '{table}' and row_id = id"
            " where org_id <> owner_id and until is null order by id limit 1"
        )
        kept = await as_owner.fetchval(KEPT, table) or await as_owner.fetchval(ALL_COLUMNS, table)
        read = f"select {', '.join(kept)} from {table} where id = $1"
        before = await as_owner.fetchrow(read, row_id)
        await act_without_kind(attacker, reader)
        assert await attacker.fetchval(f"select count(*) from {table} where id = $1", row_id) == 1
        for column in kept:
            query = f"select {column} from {table} where {column} is distinct from $1 limit 1"
            other = await as_owner.fetchval(query, before[column])
            await tried(attacker, f"update {table} set {column} = $1 where id = $2", other, row_id)
        assert await as_owner.fetchrow(read, row_id) == before
