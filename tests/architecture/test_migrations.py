"""Migrations make what the tables say, and can be taken back; constraints say what the enums say."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Enum, MetaData

from chassis.revisions import demand_revision
from chassis.settings import for_asyncpg
from chassis.starting import StartRefused
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.catalog import Schema, differences, schema_of
from support.services import ROOT

Alembic = Callable[..., Any]


@pytest.fixture(scope="session")
def empty(service: str, separate_url: str, suffix: str) -> Urls:
    return provision(separate_url, service, f"{suffix}_migrations")


@pytest.fixture(scope="session")
def alembic(service: str, empty: Urls) -> Alembic:
    """Runs one of Alembic's commands on an empty database; it wants a loop, and so a thread, of its own."""
    config = Config(str(ROOT / "services" / service / "alembic.ini"))
    config.attributes["url"] = empty.owner

    def run(verb: Callable[..., Any], *arguments: str) -> Any:
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(verb, config, *arguments).result()

    return run


async def relations(owner_url: str) -> set[str]:
    connection = await asyncpg.connect(for_asyncpg(owner_url))
    found = await connection.fetch(
        "select relname from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S')"
        " union all select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and proowner = current_user::regrole"
    )
    await connection.close()
    return {row["relname"] for row in found}


async def schema(owner_url: str) -> Schema:
    connection = await asyncpg.connect(for_asyncpg(owner_url))
    found = await schema_of(connection)
    await connection.close()
    return found


def comparable(found: Schema) -> Schema:
    """Columns without their places: PostgreSQL puts one that was dropped and is added again behind the others.

    And conditions without `true AND`, which a released step down writes before one and which changes nothing.
    """
    columns = {name: re.sub(r"^place \d+ ", "", said) for name, said in found["column"].items()}
    policies = {
        name: re.sub(r"\(true AND (\(.*\))\)(?= with check)", r"\1", said, flags=re.DOTALL)
        for name, said in found["policy"].items()
    }
    return {**found, "column": columns, "policy": policies}


def line_of(service: str) -> list[str]:
    """The revisions in the order in which they run."""
    script = ScriptDirectory.from_config(Config(str(ROOT / "services" / service / "alembic.ini")))
    return [revision.revision for revision in script.walk_revisions()][::-1]


async def test_up_check_down_and_up_again(alembic: Alembic, empty: Urls, metadata: MetaData) -> None:
    alembic(command.upgrade, "head")
    alembic(command.check)
    made = await relations(empty.owner)
    assert set(metadata.tables) <= made
    alembic(command.downgrade, "base")
    assert await relations(empty.owner) == {"alembic_version"}
    alembic(command.upgrade, "head")
    assert await relations(empty.owner) == made


async def test_each_step_down_leads_to_what_was_there_before_the_step_up(
    alembic: Alembic, empty: Urls, service: str
) -> None:
    alembic(command.downgrade, "base")
    made = []
    for revision in line_of(service):
        alembic(command.upgrade, revision)
        made.append((revision, comparable(await schema(empty.owner))))
    for revision, before in reversed(made[:-1]):
        alembic(command.downgrade, revision)
        assert differences(before, comparable(await schema(empty.owner))) == [], revision
    alembic(command.upgrade, "head")
    assert differences(made[-1][1], comparable(await schema(empty.owner))) == []


async def test_a_database_of_a_newer_release_is_refused_in_one_sentence(
    alembic: Alembic, empty: Urls, service: str
) -> None:
    alembic(command.upgrade, "head")
    connection = await asyncpg.connect(for_asyncpg(empty.owner))
    await connection.execute("update alembic_version set version_num = 'of_a_newer_release'")
    try:
        with pytest.raises(
            CommandError, match=f"database of {service} is at revision of_a_newer_release.*Start that"
        ):
            alembic(command.upgrade, "head")
    finally:
        await connection.execute("update alembic_version set version_num = $1", line_of(service)[-1])
        await connection.close()


async def test_a_service_starts_only_on_a_database_of_its_release(
    alembic: Alembic, empty: Urls, service: str
) -> None:
    package, line = f"{service}.migrations", line_of(service)
    alembic(command.upgrade, "head")
    await demand_revision(empty.worker, service, package)
    alembic(command.downgrade, line[-2])
    with pytest.raises(StartRefused, match=f"and this release needs revision {line[-1]}. Run the migrations"):
        await demand_revision(empty.worker, service, package)
    alembic(command.upgrade, "head")
    connection = await asyncpg.connect(for_asyncpg(empty.owner))
    try:
        for found, said in (
            (line[0], f"{service} is at revision house, and this release needs revision {line[-1]}"),
            ("of_a_newer_release", f"revision of_a_newer_release, .* needs {line[-1]}.*Start that release"),
        ):
            await connection.execute("update alembic_version set version_num = $1", found)
            with pytest.raises(StartRefused, match=said):
                await demand_revision(empty.worker, service, package)
    finally:
        await connection.execute("update alembic_version set version_num = $1", line[-1])
        await connection.close()


def test_the_migrations_are_one_line_from_the_house_on(service: str) -> None:
    script = ScriptDirectory.from_config(Config(str(ROOT / "services" / service / "alembic.ini")))
    line = line_of(service)
    assert (len(script.get_heads()), line[0]) == (1, "house")
    files = {Path(script.get_revision(revision).path).name for revision in line}
    assert {name for name in files if not re.fullmatch(r"\d{8}_[a-z0-9_]+\.py", name)} == set()


async def test_a_check_allows_what_its_enum_has_and_nothing_else(
    metadata: MetaData, catalogue: asyncpg.Connection
) -> None:
    """Alembic does not compare CHECKs: a new member without its migration would be found in production."""
    found = await catalogue.fetch(
        "select conrelid::regclass::text as table, conname, pg_get_constraintdef(oid) as said from pg_constraint"
        " where contype = 'c'"
    )
    said = {(row["table"], row["conname"]): set(re.findall(r"'([^']*)'::", row["said"])) for row in found}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                assert not column.type.native_enum, column
                assert said[table.name, f"ck_{table.name}_{column.type.name}"] == set(column.type.enums), column


async def test_every_instant_knows_its_zone_and_every_text_its_encoding(catalogue: asyncpg.Connection) -> None:
    zoneless = await catalogue.fetch(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public' and data_type = 'timestamp without time zone'"
    )
    assert zoneless == []
    assert await catalogue.fetchval("show server_encoding") == "UTF8"
