"""Each service has a database and three roles, which can use nothing else."""

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack import migrations, provisioning, testing
from local_stack.errors import StackError
from local_stack.provisioning import Urls

ADMINISTRATOR = "create role administrator login createdb createrole password 'test'"


@pytest.fixture(scope="module")
def suppliers(own_cluster: str) -> Urls:
    return testing.provision(own_cluster, "suppliers", "reach")


@pytest.fixture(scope="module")
def dialogue(own_cluster: str) -> Urls:
    return testing.provision(own_cluster, "dialogue", "reach")


async def _connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(for_asyncpg(url))


@pytest.mark.parametrize("role", ["app", "worker"])
async def test_only_the_owner_creates_tables(suppliers: Urls, role: str) -> None:
    owner = await _connect(suppliers.owner)
    await owner.execute(f"create table made_by_owner_before_{role} (id int)")
    await owner.close()

    connection = await _connect(getattr(suppliers, role))
    for forbidden in ("create table t (id int)", "create schema s", "create temporary table t (id int)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(forbidden)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(f"select * from made_by_owner_before_{role}")
    await connection.close()


async def test_the_app_role_owns_nothing_and_cannot_pass_row_level_security(suppliers: Urls) -> None:
    connection = await _connect(suppliers.app)
    owned = await connection.fetchval(
        "select count(*) from pg_shdepend where deptype = 'o' and refobjid = current_user::regrole"
    )
    powers = await connection.fetchrow(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication "
        "from pg_roles where rolname = current_user"
    )
    memberships = await connection.fetchval(
        "select count(*) from pg_auth_members where member = current_user::regrole"
    )
    await connection.close()
    assert (owned, set(powers), memberships) == (0, {False}, 0)


@pytest.mark.parametrize("role", ["owner", "app", "worker"])
async def test_no_role_can_connect_to_the_database_of_another_service(
    suppliers: Urls, dialogue: Urls, role: str
) -> None:
    elsewhere = provisioning.with_database(getattr(suppliers, role), "dialogue_reach")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await _connect(elsewhere)


async def test_searching_and_periods_work_in_every_database(suppliers: Urls) -> None:
    connection = await _connect(suppliers.owner)
    assert await connection.fetchval("select similarity('factory', 'factory')") == 1
    await connection.execute(
        "create table spans (id uuid, days daterange, exclude using gist (id with =, days with &&))"
    )
    await connection.close()


async def test_provisioning_again_changes_nothing_but_a_forgotten_password(own_cluster: str) -> None:
    first = testing.provision(own_cluster, "gateway", "again")
    owner = await _connect(first.owner)
    await owner.execute("create table kept (id int)")
    await owner.close()

    passwords = dict.fromkeys(provisioning.role_names("gateway"), "it's new")
    again = await provisioning.provision(own_cluster, "gateway", passwords, database="gateway_again")

    owner = await _connect(again.owner)
    assert await owner.fetchval("select count(*) from kept") == 0
    await owner.close()
    testing.provision(own_cluster, "gateway", "again")


async def test_provisioning_takes_back_what_the_app_role_did_to_itself(own_cluster: str) -> None:
    made = testing.provision(own_cluster, "gateway", "reset")
    app = await _connect(made.app)
    await app.execute("alter role current_user set statement_timeout = '1ms'")
    await app.execute("alter role current_user in database gateway_reset set work_mem = '64kB'")
    await app.execute("alter role current_user set jit = on")
    await app.execute("alter role current_user password 'known to nobody else'")
    await app.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _connect(made.app)

    testing.provision(own_cluster, "gateway", "reset")

    app = await _connect(made.app)
    shown = "select current_setting('statement_timeout') || ' ' || current_setting('jit')"
    assert await app.fetchval(shown) == "0 off"
    assert await app.fetchval("select current_setting('work_mem')") != "64kB"
    await app.close()


async def test_a_managed_servers_administrator_needs_no_superuser(own_cluster: str) -> None:
    admin = await asyncpg.connect(own_cluster)
    await admin.execute(ADMINISTRATOR)
    await admin.close()
    url = own_cluster.replace(own_cluster.split("@")[0], "postgresql://administrator:test")

    passwords = dict.fromkeys(provisioning.role_names("managed"), "test")
    for _ in range(2):
        made = await provisioning.provision(url, "managed", passwords)

    owner = await _connect(made.owner)
    await owner.execute("create table t (id int)")
    assert await owner.fetchval("select rolsuper from pg_roles where rolname = 'administrator'") is False
    await owner.close()


def test_addresses_keep_host_port_and_encryption() -> None:
    passwords = dict.fromkeys(provisioning.role_names("gateway"), "p@ss/word")
    made = provisioning.urls("postgres://admin:x@db.example:5433/postgres?sslmode=require", "gateway", passwords)
    assert made.app == "postgresql+asyncpg://gateway_app:p%40ss%2Fword@db.example:5433/gateway?ssl=require"


async def test_a_database_of_a_newer_release_is_refused_before_anything_is_migrated(own_cluster: str) -> None:
    admin = await _connect(own_cluster)
    await admin.execute("create database gateway")
    assert not await migrations.is_current(own_cluster, "gateway")
    inside = await _connect(provisioning.with_database(own_cluster, "gateway"))
    await inside.execute("create table alembic_version (version_num text)")
    await inside.execute("insert into alembic_version values ('of_a_newer_release')")
    with pytest.raises(StackError, match="database of gateway is at revision of_a_newer_release"):
        await migrations.is_current(own_cluster, "gateway")
    await inside.close()
    await admin.execute("drop database gateway")
    await admin.close()
