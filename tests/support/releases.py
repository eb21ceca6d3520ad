"""The databases of earlier releases: dumps in `tests/releases`, each made by the code of its time."""

import re
import subprocess
from pathlib import Path

import asyncpg

from chassis.settings import for_asyncpg
from local_stack.binaries import find_binaries

FOLDER = Path(__file__).parents[1] / "releases"
RELEASES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())

USEFUL_SETTINGS = ("client_encoding", "standard_conforming_strings", "check_function_bodies")
COMMENT = re.compile(r"--( (Name|Data for Name|Dumped|PostgreSQL database dump).*)?")
UNWANTED = re.compile(
    r"\\(un)?restrict .*|CREATE SCHEMA public;|COMMENT ON SCHEMA public .*|ALTER SCHEMA public OWNER .*"
)


def dump(url: str, *options: str) -> str:
    """A database as SQL that asyncpg executes, on PostgreSQL 15 and later, as the role that owns the database."""
    command = [find_binaries().program("pg_dump"), for_asyncpg(url), "--schema=public", *options]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if not _is_unwanted(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip()) + "\n"


def _is_unwanted(line: str) -> bool:
    """Comments, and statements that only `psql`, a newer server or a superuser understands."""
    setting = re.fullmatch(r"SET (\w+) = .*;", line)
    if setting:
        return setting[1] not in USEFUL_SETTINGS
    return bool(COMMENT.fullmatch(line) or UNWANTED.fullmatch(line))


async def restore(owner_url: str, text: str) -> None:
    """Fill a provisioned, empty database from a dump."""
    connection = await asyncpg.connect(for_asyncpg(owner_url))
    await connection.execute(text)
    await connection.close()


def fixture(release: str, service: str) -> str:
    return (FOLDER / release / f"{service}.sql").read_text("utf-8")
