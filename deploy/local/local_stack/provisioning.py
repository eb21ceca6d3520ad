"""Creates the database, the three roles and the extensions of each service; can be repeated safely."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import asyncpg

SERVICES = ("suppliers", "dialogue", "gateway")
ROLES = ("owner", "app", "worker")
# Trusted extensions: a database's administrator may create them without being a superuser.
EXTENSIONS = ("pg_trgm", "btree_gist")
# Counters of reading tell what row-level security hides; large objects have no owner that could be limited.
CLOSE_FUNCTIONS = r"""
do $$
declare closed regprocedure;
begin
  for closed in
    select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace
    and proname ~ '^(pg_stat_get_|lo_|loread|lowrite)'
    and has_function_privilege('public', oid, 'execute')
  loop
    execute format('revoke execute on function %s from public', closed);
    execute format('grant execute on function %s to {worker}, pg_monitor', closed);
  end loop;
end $$"""  # the sealer looks for transactions that hold it back; the worker role reads all rows anyway
# A role can change its own settings, so SQL that ran as the app role may have. These a pooler cannot send.
APP_SETTINGS = ("idle_in_transaction_session_timeout = '30s'", "jit = off")
PROVISIONING = 0x68726464  # the advisory lock of those who provision the same server at the same time


@dataclass(frozen=True)
class Urls:
    """Addresses of one service's database, by role: migrations, requests, background work."""

    owner: str
    app: str
    worker: str


def role_names(service: str) -> list[str]:
    return [f"{service}_{role}" for role in ROLES]


async def provision(
    admin_url: str, service: str, passwords: Mapping[str, str], *, database: str | None = None
) -> Urls:
    """`passwords` by role name; `database` has the name of the service unless given."""
    database = database or service
    admin = await asyncpg.connect(_libpq(admin_url))
    try:
        await admin.execute("select pg_advisory_lock($1)", PROVISIONING)
        for role in role_names(service):
            await _ensure_role(admin, role, passwords[role])
        await _ensure_database(admin, service, database)
        await _reset_settings(admin, role_names(service)[1], database)
        await _ensure_extensions(_libpq(with_database(admin_url, database)), service)
    finally:
        await admin.close()
    return urls(admin_url, service, passwords, database=database)


def urls(admin_url: str, service: str, passwords: Mapping[str, str], *, database: str | None = None) -> Urls:
    return Urls(
        *(_service_url(admin_url, role, passwords[role], database or service) for role in role_names(service))
    )


async def existing_databases(admin_url: str) -> list[str]:
    """Which of the services have a database already."""
    admin = await asyncpg.connect(_libpq(admin_url))
    try:
        rows = await admin.fetch("select datname from pg_database where datname = any($1::text[])", list(SERVICES))
    finally:
        await admin.close()
    return [row["datname"] for row in rows]


def with_database(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _service_url(admin_url: str, role: str, password: str, database: str) -> str:
    """The same server for another role, in the form SQLAlchemy's asyncpg driver reads."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(
        scheme="postgresql+asyncpg",
        netloc=f"{role}:{quote(password, safe='')}@{host}",
        path=f"/{database}",
        query=parts.query.replace("sslmode=", "ssl="),
    ).geturl()


def _libpq(url: str) -> str:
    return urlsplit(url)._replace(scheme="postgresql").geturl()


async def _ensure_role(admin: asyncpg.Connection, role: str, password: str) -> None:
    if not await admin.fetchval("select 1 from pg_roles where rolname = $1", role):
        await admin.execute(f"create role {role}")
    rights = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
    if not await admin.fetchval("select rolsuper from pg_roles where rolname = current_user"):
        rights = "login"  # the administrator of a managed server may not name the others
    await admin.execute(f"alter role {role} {rights} password {await _literal(admin, password)}")


async def _literal(admin: asyncpg.Connection, text: str) -> str:
    quoted: str = await admin.fetchval("select quote_literal($1::text)", text)
    return quoted


async def _ensure_database(admin: asyncpg.Connection, service: str, database: str) -> None:
    owner, app, worker = role_names(service)
    if not await admin.fetchval("select 1 from pg_database where datname = $1", database):
        # Only a member of a role may create a database for it.
        await admin.execute(f"grant {owner} to current_user")
        await admin.execute(f"create database {database} owner {owner} encoding 'UTF8' template template0")
    await admin.execute(f"revoke all on database {database} from public")
    await admin.execute(f"grant connect on database {database} to {owner}, {app}, {worker}")


async def _reset_settings(admin: asyncpg.Connection, app: str, database: str) -> None:
    await admin.execute(f"alter role {app} reset all")
    await admin.execute(f"alter role {app} in database {database} reset all")
    for setting in APP_SETTINGS:
        await admin.execute(f"alter role {app} set {setting}")


async def _ensure_extensions(admin_url: str, service: str) -> None:
    """Run inside the service's own database."""
    owner, app, worker = role_names(service)
    inside = await asyncpg.connect(admin_url)
    try:
        for extension in EXTENSIONS:
            await inside.execute(f"create extension if not exists {extension} schema public")
        if await inside.fetchval("select rolsuper from pg_roles where rolname = current_user"):
            await inside.execute(CLOSE_FUNCTIONS.format(worker=worker))
        await inside.execute(f"alter schema public owner to {owner}")
        await inside.execute("revoke create on schema public from public")
        await inside.execute(f"grant usage on schema public to {app}, {worker}")
    finally:
        await inside.close()
