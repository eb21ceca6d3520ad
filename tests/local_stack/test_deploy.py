"""The containers use the same roles, variables and start commands as the local stack."""

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from chassis.settings import ServerSettings, Shared
from chassis.vocabulary import Role
from gateway.first_accounts.schemas import FirstAccounts
from local_stack import deploy_env, provisioning
from local_stack.binaries import find_binaries
from local_stack.provisioning import SERVICES
from local_stack.settings import REPOSITORY
from local_stack.testing import cluster

DEPLOY = REPOSITORY / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
VARIABLE = re.compile(r"\$\{(\w+)(?::[?-]([^}]*))?\}")

RIGHTS = {
    "roles": "select rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolreplication, rolbypassrls "
    "from pg_roles where rolname ~ '^(suppliers|dialogue|gateway)_' order by 1",
    "databases": "select datname, datacl::text, encoding, pg_get_userbyid(datdba) from pg_database "
    "where datname in ('suppliers', 'dialogue', 'gateway') order by 1",
}
RIGHTS_INSIDE = {
    "schemas": "select nspacl::text, pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'",
    "extensions": "select extname, nspname from pg_extension join pg_namespace on extnamespace = pg_namespace.oid "
    "order by 1",
}


async def _rights(admin_url: str) -> dict[str, list[tuple[Any, ...]]]:
    rights = {}
    for database in ("postgres", *SERVICES):
        connection = await asyncpg.connect(provisioning.with_database(admin_url, database))
        for name, query in (RIGHTS if database == "postgres" else RIGHTS_INSIDE).items():
            rights[f"{name} of {database}"] = [tuple(row) for row in await connection.fetch(query)]
        await connection.close()
    return rights


def _psql() -> str:
    beside = Path(find_binaries().program("psql"))
    program = str(beside) if beside.exists() else shutil.which("psql")
    return program or pytest.skip("no psql on this machine")


def _provision_by_script(admin_url: str) -> None:
    address = re.fullmatch(
        r"postgresql://(?P<PGUSER>.*):(?P<PGPASSWORD>.*)@(?P<PGHOST>.*):(?P<PGPORT>.*)/.*", admin_url
    )
    assert address is not None
    passwords = {
        f"{role.upper()}_PASSWORD": "it's secret"
        for service in SERVICES
        for role in provisioning.role_names(service)
    }
    path = f"{Path(_psql()).parent}:{os.environ['PATH']}"
    subprocess.run(
        ["sh", str(DEPLOY / "postgres" / "provision.sh")],
        env=address.groupdict() | passwords | {"PATH": path}, check=True,
    )  # fmt: skip


async def test_the_containers_script_gives_the_same_rights_as_the_local_stack() -> None:
    with cluster() as by_script, cluster() as by_launcher:
        for _ in range(2):
            _provision_by_script(by_script)
        for service in SERVICES:
            passwords = dict.fromkeys(provisioning.role_names(service), "secret")
            await provisioning.provision(by_launcher, service, passwords)
        assert await _rights(by_script) == await _rights(by_launcher)


def test_env_example_lists_exactly_the_variables_of_the_compose_file() -> None:
    used = {name for name, _ in VARIABLE.findall((DEPLOY / "compose.yaml").read_text())}
    assert used == set(re.findall(r"^(\w+)=", deploy_env.EXAMPLE.read_text(), re.MULTILINE))


@pytest.mark.parametrize("service", SERVICES)
def test_env_example_lists_every_setting_of_a_service(service: str) -> None:
    explained = set(re.findall(r"^#?(\w+)=", deploy_env.EXAMPLE.read_text(), re.MULTILINE))
    own: type[BaseSettings] = getattr(import_module(f"{service}.settings"), f"{service.title()}Settings")
    settings = {f"{service.upper()}_{field.upper()}" for field in own.model_fields}
    shared = {field.upper() for kind in (Shared, ServerSettings) for field in kind.model_fields}
    assert settings | shared <= explained


def test_the_example_of_first_accounts_lacks_only_a_password() -> None:
    example = (DEPLOY / "first-accounts.example.json").read_text()
    with pytest.raises(ValidationError, match=r"organisations\.0\.members\.0\.password"):
        FirstAccounts.model_validate_json(example)
    chosen = example.replace('"password": ""', '"password": "a long one of their own"')
    (platform,) = FirstAccounts.model_validate_json(chosen).organisations
    assert [member.roles for member in platform.members] == [[Role.PLATFORM_ADMIN]]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_starts_with_the_variables_of_the_compose_file(service: str) -> None:
    given = _as_compose_reads(deploy_env.filled(deploy_env.EXAMPLE.read_text()))
    environment = {
        name: VARIABLE.sub(lambda match: given.get(match[1], match[2] or ""), str(value))
        for name, value in COMPOSE["services"][service]["environment"].items()
    }
    built = subprocess.run(
        [sys.executable, "-m", "local_stack.api_descriptions", service],
        env=environment | {"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr


def _as_compose_reads(text: str) -> dict[str, str]:
    lines = re.findall(r"^(\w+)=(?:'([^']*)'|(.*))$", text, re.MULTILINE)
    return {name: quoted or plain for name, quoted, plain in lines}
