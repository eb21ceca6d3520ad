"""Whether a database has the tables of this release: the revision that its migrations left, and the one needed."""

import ast
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg

from chassis.settings import for_asyncpg
from chassis.starting import StartRefused

NEWER = (
    "The database of {service} is at revision {found}, which this release does not have (it needs {needed}): a"
    " newer release has migrated it. Start that release, or restore a backup from before the upgrade."
)
OLDER = (
    "The database of {service} is at {found}, and this release needs revision {needed}. Run the migrations of this"
    " release first."
)


def revisions_in(folder: Path) -> tuple[set[str], set[str]]:
    """All revisions of a folder of migrations, and those that no other one follows, read without Alembic."""
    revisions, followed = set[str](), set[str]()
    for file in folder.glob("*.py"):
        names = _assigned(file)
        if "revision" in names:
            revisions.add(names["revision"])
            parents = names["down_revision"]
            followed.update([parents] if isinstance(parents, str) else parents or ())
    return revisions, revisions - followed


async def demand_revision(worker_url: str, service: str, package: str) -> None:
    """Raises StartRefused where the database is not at the revision that the migrations of the package lead to."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise StartRefused(f"The package {package} is not installed.")
    known, needed = revisions_in(Path(spec.origin).parent / "versions")
    found = await _found(worker_url)
    if found == needed:
        return
    said = NEWER if found - known else OLDER
    at = ", ".join(sorted(found - known or found))
    if said is OLDER:
        at = f"revision {at}" if at else "no revision, or one before its revision could be read"
    raise StartRefused(said.format(service=service, found=at, needed=", ".join(sorted(needed))))


async def _found(worker_url: str) -> set[str]:
    """The revisions in the database; empty where there are none, or where the worker may not read them yet."""
    connection = await asyncpg.connect(for_asyncpg(worker_url), timeout=5)
    try:
        rows = await connection.fetch("select version_num from alembic_version")
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        return set()
    finally:
        await connection.close()
    return {str(row["version_num"]) for row in rows}


def _assigned(file: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for node in ast.parse(file.read_text("utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
            names[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return names
