"""A database of any release, upgraded with its data in it, is made like a new one."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.settings import for_asyncpg
from chassis.verify import NOT_COMPARED, verify
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.catalog import Schema, differences, schema_of
from support.injection import proof_without_kind
from support.releases import RELEASES, dump, fixture, restore
from support.services import ROOT, migrate

WITHOUT_OWNER_POLICIES = "20261123-30d1c1e"
"""Migrations of this release were edited afterwards: what they made then is not what they make now."""
MISSING_POLICIES = {"suppliers": 28, "dialogue": 15, "gateway": 14}

GRANTED = {"suppliers": ("contracts", 0), "dialogue": ("findings", 1), "gateway": ("supplier_links", 1)}
"""A table of rows that their owner lets others read, and how many of such rows a reader may update."""
VALUES = {
    "suppliers": "select title, status, starts_on::text from contracts order by id",
    "dialogue": "select status, given_name, summary_public from findings order by id",
    "gateway": "select name, kind, created_at::text from organisations order by id",
}


@dataclass(frozen=True)
class Upgraded:
    """An upgraded database, and what it was before."""

    urls: Urls
    revision: str
    schema: Schema
    counts: dict[str, int]
    values: list[tuple[Any, ...]]


@asynccontextmanager
async def connected(
    url: str, connection_class: type[asyncpg.Connection] = asyncpg.Connection
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url), connection_class=connection_class)
    try:
        yield connection
    finally:
        await connection.close()


async def counts_of(connection: asyncpg.Connection) -> dict[str, int]:
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    return {name: await connection.fetchval(f"select count(*) from {name}") for (name,) in tables}


async def values_of(connection: asyncpg.Connection, service: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await connection.fetch(VALUES[service])]


async def schema_after_a_restore(separate_url: str, service: str, name: str, urls: Urls) -> Schema:
    """PostgreSQL words some conditions differently once it has read its own dump; so all are compared after one."""
    copy = provision(separate_url, service, name)
    await restore(copy.owner, dump(urls.owner, "--schema-only"))
    async with connected(copy.owner) as connection:
        return await schema_of(connection)


@pytest.fixture(scope="module", params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
async def new(separate_url: str, suffix: str, service: str, urls: Urls) -> Schema:
    return await schema_after_a_restore(separate_url, service, f"{suffix}_new_copy", urls)


@pytest.fixture(scope="module")
async def upgraded(separate_url: str, suffix: str, service: str, release: str) -> Upgraded:
    urls = provision(separate_url, service, f"{suffix}_{release}".replace("-", "_"))
    await restore(urls.owner, fixture(release, service))
    async with connected(urls.owner) as connection:
        before = Upgraded(
            urls,
            revision=await connection.fetchval("select version_num from alembic_version"),
            schema=await schema_of(connection),
            counts=await counts_of(connection),
            values=await values_of(connection, service),
        )
    migrate(service, urls.owner)
    return before


async def test_it_is_made_like_a_new_one(
    separate_url: str, suffix: str, service: str, release: str, upgraded: Upgraded, new: Schema
) -> None:
    name = f"{suffix}_{release}_copy".replace("-", "_")
    assert differences(await schema_after_a_restore(separate_url, service, name, upgraded.urls), new) == []


async def test_its_data_are_kept(service: str, upgraded: Upgraded) -> None:
    async with connected(upgraded.urls.owner) as connection:
        counts, values = await counts_of(connection), await values_of(connection, service)
    assert {table: counts.get(table) for table in upgraded.counts} == upgraded.counts
    assert sum(count > 0 for count in upgraded.counts.values()) > 12, "the fixture has data in most tables"
    assert values == upgraded.values != []


async def test_every_suppliers_organisation_with_people_has_an_administrator(
    service: str, upgraded: Upgraded
) -> None:
    if service != "gateway":
        return
    people = "select from members m where m.owner_id = o.id and m.ended_at is null"
    query = f"select count(*) from organisations o where kind = 'supplier' and exists ({people})"
    async with connected(upgraded.urls.owner) as connection:
        assert await connection.fetchval(query) > 0
        without = f"{query} and not exists ({people} and 'supplier_admin' = any (m.roles))"
        assert await connection.fetchval(without) == 0


async def test_its_journal_is_still_sound(upgraded: Upgraded) -> None:
    entries = upgraded.counts["journal"]
    assert (
        await verify(upgraded.urls.worker)
        == f"The chain is intact up to position {entries}; 0 entries are not yet sealed. {NOT_COMPARED}"
    )


async def test_a_reader_by_a_grant_reads_and_writes_no_more_than_in_a_new_one(
    service: str, upgraded: Upgraded
) -> None:
    table, updatable = GRANTED[service]
    async with connected(upgraded.urls.owner) as connection:
        row = await connection.fetchrow(
            f"select id, owner_id, org_id from {table} join grants on table_name = '{table}' and row_id = id"
            " where org_id <> owner_id and until is null limit 1"
        )
    assert await touched(upgraded.urls, row["org_id"], table, row["id"]) == (1, updatable, 0)
    assert await touched(upgraded.urls, row["owner_id"], table, row["id"], delete=False) == (1, 1, 0)
    assert await touched(upgraded.urls, uuid4(), table, row["id"]) == (0, 0, 0)


async def test_a_reader_of_a_contract_does_not_read_what_it_cost(service: str, upgraded: Upgraded) -> None:
    if service != "suppliers":
        return
    async with connected(upgraded.urls.owner) as connection:
        row = await connection.fetchrow(
            "select s.id, s.owner_id, org_id from contract_spend s join grants on row_id = contract_id"
            " where org_id <> owner_id and until is null limit 1"
        )
    assert await touched(upgraded.urls, row["org_id"], "contract_spend", row["id"]) == (0, 0, 0)
    assert (await touched(upgraded.urls, row["owner_id"], "contract_spend", row["id"]))[:2] == (1, 1)


async def touched(urls: Urls, org: UUID, table: str, row: UUID, *, delete: bool = True) -> tuple[int, int, int]:
    """How many rows this tenant reads, updates and deletes; nothing stays written.

    Its process is of the release before, which proves no kind of organisation: row-level security alone decides.
    """
    proofs = await CallerProofs.of_database(urls.worker)
    async with connected(urls.app, connection_class=proven(ProvenConnection, proofs)) as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            "select set_config('app.org', $1, true)", proof_without_kind(proofs, org, connection)
        )
        found = await connection.fetch(f"select id from {table} where id = $1", row)
        changed = await done(connection, f"update {table} set version = version where id = $1", row)
        deleted = await done(connection, f"delete from {table} where id = $1 and $2", row, delete)
        await transaction.rollback()
    return len(found), changed, deleted


async def done(connection: asyncpg.Connection, statement: str, *values: Any) -> int:
    """To how many rows; to none where the app role has no such right."""
    try:
        async with connection.transaction():
            return int((await connection.execute(statement, *values)).split()[-1])
    except asyncpg.InsufficientPrivilegeError:
        return 0


async def test_a_release_made_what_its_migrations_make_today(
    separate_url: str, suffix: str, service: str, release: str, upgraded: Upgraded
) -> None:
    """Nothing that released migrations depend on has changed: types, naming conventions, frozen modules."""
    urls = provision(separate_url, service, f"{suffix}_{release}_again".replace("-", "_"))
    config = Config(str(ROOT / "services" / service / "alembic.ini"))
    config.attributes["url"] = urls.owner
    with ThreadPoolExecutor(1) as apart:
        apart.submit(command.upgrade, config, upgraded.revision).result()
    again = await schema_after_a_restore(
        separate_url, service, f"{suffix}_{release}_again2".replace("-", "_"), urls
    )
    found = differences(upgraded.schema, again)
    if release == WITHOUT_OWNER_POLICIES:
        missing = [line for line in found if line.startswith("policy") and ".owner_" in line]
        assert len(missing) == MISSING_POLICIES[service]
        found = [line for line in found if line not in missing and "contract_spend.fence" not in line]
    assert found == []
