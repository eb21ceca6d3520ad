"""The SHA-256 sums of released migrations and of everything they read (`make release-migrations`).

Each `migrations` folder has a list `released.sha256` in the format of `sha256sum`. It names the migrations of the
folder, the data files beside them, and every module of ours that a migration imports, directly or not.
"""

import ast
import hashlib
import itertools
import re
import sys
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "suppliers", "dialogue", "gateway")
OLD_ADDRESSES = {"../fences.py", "../fencing.py", "../house_v1.py", "../questionnaires/shipping.py"}
"""Modules that pass on versioned ones: migrations imported them before there were versions."""
NOT_DATA = {".py", ".md", ".mako", ".sha256", ".pyc"}


class Released:
    """One `migrations` folder: what its list says, and what it ought to name."""

    def __init__(self, root: Path, package: str) -> None:
        self.root = root
        self.package = package
        self.folder = root / "services" / package / package / "migrations"
        self.list = self.folder / "released.sha256"
        lines = self.list.read_text().splitlines() if self.list.exists() else []
        self.sums = {path: total for total, path in (line.split("  ", 1) for line in lines)}
        """By path relative to the folder."""

    def edited(self) -> list[str]:
        return [
            path
            for path, total in self.sums.items()
            if not (self.folder / path).exists() or sum_of(self.folder / path) != total
        ]

    def unlisted(self) -> list[str]:
        return [path for path in self._needed() if path not in self.sums]

    def misplaced(self) -> list[str]:
        """New migrations that would run before released ones, or whose names say an earlier day."""
        names = self.migrations()
        released = [name for name in names if name in self.sums]
        inserted = [name for name in names[: len(released)] if name not in self.sums]
        backdated = [later for earlier, later in itertools.pairwise(names) if day_of(later) < day_of(earlier)]
        return inserted + backdated

    def unversioned(self) -> list[str]:
        """New modules that migrations import although they are made for something else, and so will change."""
        return [
            path
            for path in self.unlisted()
            if path.endswith(".py") and not re.search(r"^versions/|_v\d+\.py$", path) and path not in OLD_ADDRESSES
        ]

    def migrations(self) -> list[str]:
        """In the order in which they run."""
        if not (self.folder / "versions").exists():
            return []
        script = ScriptDirectory.from_config(Config(str(self.root / "services" / self.package / "alembic.ini")))
        return [f"versions/{Path(revision.path).name}" for revision in script.walk_revisions()][::-1]

    def add(self) -> list[str]:
        """Write the sums of what is not listed yet; gives its paths."""
        added = self.unlisted()
        with self.list.open("a") as file:
            file.writelines(f"{sum_of(self.folder / path)}  {path}\n" for path in added)
        return added

    def _needed(self) -> Iterator[str]:
        yield from self.migrations()
        imported = (file for file in imported_by_migrations(self.root) if file.is_relative_to(self.folder.parent))
        data = (file for file in self.folder.rglob("*") if file.is_file() and file.suffix not in NOT_DATA)
        for file in sorted((*imported, *data)):
            yield Path(relpath(file, self.folder)).as_posix()


def sum_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def day_of(path: str) -> str:
    """The day in `versions/20261126_owner_policies.py`."""
    return Path(path).name[:8]


def imported_by_migrations(root: Path) -> set[Path]:
    """Every module of ours that running the migrations executes, but for the migrations themselves."""
    unread = sorted(root.glob("services/*/*/migrations/versions/*.py"))
    found: set[Path] = set()
    while unread:
        for module in _imports(root, unread.pop()):
            if module not in found:
                found.add(module)
                unread.append(module)
    return {module for module in found if module.name != "__init__.py"}


def _imports(root: Path, file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            yield from _modules(root, name)


def _modules(root: Path, name: str) -> Iterator[Path]:
    """The file of a module, and the packages that importing it executes first."""
    parts = name.split(".")
    home = root / "services" / parts[0]
    for length in range(1, len(parts) + 1):
        place = home.joinpath(*parts[:length])
        for file in (place / "__init__.py", place.with_suffix(".py")):
            if file.exists():
                yield file


def not_empty_packages(root: Path) -> list[str]:
    """Packages of those modules that do more than say what they are: they would have to be listed too."""
    packages = {
        file
        for module in imported_by_migrations(root)
        for folder in module.parents
        if (file := folder / "__init__.py").exists()
    }
    return [str(file.relative_to(root)) for file in sorted(packages) if len(ast.parse(file.read_text()).body) > 1]


def faults(released: Released) -> Iterator[str]:
    """What must be put right before anything is added to the list."""
    if edited := released.edited():
        yield (
            f"{', '.join(edited)} was changed after its release. Undo that and write a new migration."
            f" If it has not landed yet, remove its line from {released.list.name} first."
        )
        return
    for path in released.misplaced():
        yield f"{path} must come after the released migrations, in its revision and in the day of its name."
    for path in released.unversioned():
        yield f"{path} is imported by a migration; copy what it needs into a module named <name>_v1.py."


def main(root: Path) -> int:
    lists = [Released(root, package) for package in PACKAGES]
    if found := [f"{released.package}: {fault}" for released in lists for fault in faults(released)]:
        sys.stderr.write("\n".join(found) + "\n")
        return 1
    for released in lists:
        for path in released.add():
            sys.stdout.write(f"{released.package}: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT))
