"""Migrates the services' databases, and checks quickly whether that is needed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from chassis.revisions import revisions_in
from local_stack.child_processes import dies_with_parent
from local_stack.errors import StackError
from local_stack.provisioning import Urls, with_database
from local_stack.settings import REPOSITORY

NEWER = """\
The database of {service} is at revision {unknown}, which this release does not have: a newer release has migrated
it. Nothing was changed. Start that release again, or restore a backup from before the upgrade."""


def heads(service: str) -> set[str]:
    """The revisions that no other revision follows."""
    return _revisions(service)[1]


def _revisions(service: str) -> tuple[set[str], set[str]]:
    """All, and those that no other one follows."""
    return revisions_in(_folder(service) / service / "migrations" / "versions")


async def is_current(admin_url: str, service: str) -> bool:
    """Whether there is nothing to migrate; raises StackError where a newer release has migrated the database."""
    connection = await asyncpg.connect(with_database(admin_url, service))
    try:
        if await connection.fetchval("select to_regclass('public.alembic_version')") is None:
            return False
        rows = await connection.fetch("select version_num from public.alembic_version")
    finally:
        await connection.close()
    found = {str(row["version_num"]) for row in rows}
    if unknown := found - _revisions(service)[0]:
        raise StackError(NEWER.format(service=service, unknown=", ".join(sorted(unknown))))
    return found == heads(service)


def upgrade(urls: Mapping[str, Urls]) -> None:
    """Migrate these services in parallel, each as the owner of its database."""
    processes = {service: _alembic(service, addresses.owner) for service, addresses in urls.items()}
    outputs = {service: process.communicate()[0] for service, process in processes.items()}
    for service, process in processes.items():
        if process.returncode:
            raise StackError(f"The migrations of {service} failed:\n{outputs[service].strip()[-4000:]}")


def _alembic(service: str, owner_url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", "-c", str(_folder(service) / "alembic.ini"), "upgrade", "head"],
        env=os.environ | {f"{service.upper()}_OWNER_DATABASE_URL": owner_url},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )  # fmt: skip


def _folder(service: str) -> Path:
    return REPOSITORY / "services" / service
